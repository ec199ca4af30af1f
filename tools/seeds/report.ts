/** The table of a replay, and what it has to say of a step. */
import type { Masks } from './compare-output.ts'
import { isBroken, type Result, type StepResult } from './replay.ts'

export interface ScriptResult {
  readonly seed: string
  readonly script: string
  readonly title: string
  readonly skipped?: string
  readonly seconds?: number
  readonly steps: readonly StepResult[]
}

/** All that is to say of one script. */
export function blockOf({ seed, script, title, skipped, seconds, steps }: ScriptResult): string {
  const head = `${seed} ${script}: ${title}`
  if (skipped !== undefined) return `${head}\n  skipped: ${skipped}\n`
  const broken = steps.filter(({ result }) => isBroken(result))
  return [`${head} (${seconds} s)`, ...steps.map(rowOf), '', ...broken.map(detailOf)].join('\n')
}

function describeResult(result: Result): string {
  switch (result.verdict) {
    case 'equal':
      return `equal${afterMasks(result.masks)}`
    case 'differs':
      return `differs${afterMasks(result.masks)}: ${result.because.join('; ')}`
    case 'open':
      return `open: ${result.because}`
    case 'ran':
      return 'ran; the seed prints nothing'
    case 'instead':
      return 'ours, the seed has none such'
    case 'unexplained':
      return 'DIFFERS, and nobody said why'
    case 'refused':
    case 'failed':
      return `FAILED: ${result.problem.split('\n')[0]}`
  }
}

function afterMasks(masks: Masks): string {
  const names = Object.entries(masks)
  const total = names.reduce((sum, [, count]) => sum + count, 0)
  if (total === 0) return ''
  const each = names.map(([name, count]) => (count === 1 ? name : `${name} ×${count}`))
  return ` after ${total} ${total === 1 ? 'mask' : 'masks'} (${each.join(', ')})`
}

const width = 58

function rowOf({ command, result }: StepResult): string {
  const [first = '', ...more] = command.split('\n')
  const text = first.length > width || more.length > 0 ? `${first.slice(0, width - 2)} …` : first
  return `  ${text.padEnd(width)}  ${describeResult(result)}`
}

/** What somebody needs who has to mend it. */
function detailOf({ command, result, output }: StepResult): string {
  const hunks =
    result.verdict === 'unexplained'
      ? result.hunks.flatMap(({ seed, ours }) => [
          ...seed.map((line) => `- ${line}`),
          ...ours.map((line) => `+ ${line}`),
          '',
        ])
      : []
  const problem = 'problem' in result ? [result.problem] : []
  return ['', `$ ${command}`, ...problem, ...hunks, 'printed:', output ?? '', ''].join('\n')
}

export function summaryOf(results: readonly ScriptResult[]): string {
  const counts = new Map<string, number>()
  for (const { steps } of results)
    for (const { result } of steps) counts.set(result.verdict, (counts.get(result.verdict) ?? 0) + 1)
  const of = (verdict: string): number => counts.get(verdict) ?? 0
  const broken = of('unexplained') + of('refused') + of('failed')
  return (
    `${of('equal')} equal, ${of('differs')} with reasons, ${of('ran')} without output, ` +
    `${of('open')} open, ${of('instead')} ours, ${broken} broken`
  )
}
