/** The log's lines about decisions, as the logger would write them and without its detours: they are by far the most frequent. */
import type { Decision } from '../../../kubernetes/webhook/index.ts'

export interface DecisionLog {
  readonly record: (decision: Decision) => void
  /** Writes what is still to be written. */
  readonly flush: () => void
}

/** Lines are written together, because each write wakes another thread. */
const [mostWaiting, longestWait] = [100, 100]

/** `now` gives milliseconds. */
export function createDecisionLog(write: (text: string) => void, now: () => number): DecisionLog {
  let lines: string[] = []
  let timer: NodeJS.Timeout | undefined
  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (lines.length === 0) return
    const text = lines.join('')
    lines = []
    write(text)
  }
  return {
    flush,
    record: (decision) => {
      lines.push(decisionLine(decision, now()))
      if (lines.length >= mostWaiting) flush()
      else timer ??= setTimeout(flush, longestWait).unref()
    },
  }
}

/** Louder where somebody should look. `time` in milliseconds. */
export function decisionLine(decision: Decision, time: number): string {
  const { about: _, ...facts } = decision
  const isTrouble =
    decision.outcome === 'failed' || decision.outcome === 'refused' || decision.warnings.length > 0
  const text = JSON.stringify(facts)
  const message = JSON.stringify(`pod ${decision.outcome}: ${decision.reason}`)
  return `{"level":"${isTrouble ? 'warn' : 'info'}","time":"${isoTime(time)}",${text.slice(1, -1)},"message":${message}}\n`
}

let [lastTime, lastText] = [0, '']

/** Many decisions fall into one millisecond. */
function isoTime(time: number): string {
  if (time !== lastTime) [lastTime, lastText] = [time, new Date(time).toISOString()]
  return lastText
}
