/** Plays the acts one after the other and prints each step as it happens. */
import { indent, line, paint } from '../../print.ts'
import type { Outcome, Stage } from './stage.ts'

export interface Act {
  readonly title: string
  readonly steps: readonly Step[]
}

export interface Step {
  /** What is shown as typed; it may name what earlier steps found. */
  readonly shown: (found: Found) => string
  readonly run: (stage: Stage, found: Found) => Promise<Outcome>
  /** Looks at the outcome: undefined when it is as it should be, else what was expected. May note what it found. */
  readonly check: (outcome: Outcome, found: Found) => string | undefined
  /** What is said of it when it is as it should be. */
  readonly verdict?: string
  /** What of the outcome is printed; all of it when absent. */
  readonly print?: (outcome: Outcome, found: Found) => string
  /** Whether the step's last AWS call is then told with its reason. */
  readonly tellWhy?: boolean
}

/** Facts found on the way, such as the account and the issuer. */
export type Found = Record<string, string>

/** Returns how many steps did not come out as they should; the first that fails ends its act and the demo. */
export async function perform(acts: readonly Act[], stage: Stage): Promise<number> {
  const found: Found = {}
  if (!stage.awsProgram.isReal)
    line(paint('dim', 'There is no `aws` on this machine: a small client on the AWS SDK stands in for it.'))
  for (const [index, act] of acts.entries()) {
    line()
    line(paint('bold', `${index + 1}. ${act.title}`))
    for (const step of act.steps) {
      const passed = await performStep(step, stage, found)
      if (!passed) return 1
    }
  }
  return 0
}

async function performStep(step: Step, stage: Stage, found: Found): Promise<boolean> {
  line(`  ${paint('cyan', '$')} ${step.shown(found).replaceAll('\n', '\n    ')}`)
  const outcome = await step.run(stage, found)
  const problem = step.check(outcome, found)
  const printed = step.print?.(outcome, found) ?? `${outcome.stdout}${outcome.stderr}`
  if (printed.trim() !== '')
    line(indent(problem === undefined ? printed.replace(/^\n+/, '') : `${outcome.stdout}${outcome.stderr}`))
  if (step.tellWhy) line(indent(paint('dim', await stage.why()), '    '))
  line(
    problem === undefined
      ? `  ${paint('green', '✔')} ${step.verdict ?? 'done'}`
      : `  ${paint('red', '✘')} expected ${problem}`,
  )
  return problem === undefined
}
