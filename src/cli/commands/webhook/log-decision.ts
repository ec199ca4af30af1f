/** The log's line about one decision, as the logger would write it and without its detours: it is by far the most frequent. */
import type { Decision } from '../../../kubernetes/webhook/index.ts'

/** Louder where somebody should look. `time` in milliseconds. */
export function decisionLine(decision: Decision, time: number): string {
  const { about: _, ...facts } = decision
  const isTrouble =
    decision.outcome === 'failed' || decision.outcome === 'refused' || decision.warnings.length > 0
  return `${JSON.stringify({
    level: isTrouble ? 'warn' : 'info',
    time: isoTime(time),
    ...facts,
    message: `pod ${decision.outcome}: ${decision.reason}`,
  })}\n`
}

let [lastTime, lastText] = [0, '']

/** Many decisions fall into one millisecond. */
function isoTime(time: number): string {
  if (time !== lastTime) [lastTime, lastText] = [time, new Date(time).toISOString()]
  return lastText
}
