/** Replays one script: each step in turn, and what came of it. */
import { appendFileSync, cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compareOutput, type Verdict } from './compare-output.ts'
import { chooseRules, type Rules } from './rules.ts'
import type { Expected, Script, Step } from './script.ts'
import { openShell, type Ran, type Shell } from './shell.ts'
import { showAs } from './show-as.ts'
import { startPodpass } from './start-podpass.ts'

export type Result =
  | Verdict
  /** The seed prints nothing of it. */
  | { readonly verdict: 'ran' }
  | { readonly verdict: 'instead' }
  | { readonly verdict: 'open'; readonly because: string }
  | { readonly verdict: 'failed'; readonly problem: string }

export interface StepResult {
  readonly command: string
  readonly result: Result
  /** What it printed, where that was not what it should. */
  readonly output?: string
}

/** Seconds for one command. */
const patience = 120

/** The files of the folder lie in the directory in which the commands are run. */
export async function replay(
  script: Script,
  { folder, rules }: ReplayOptions,
): Promise<readonly StepResult[]> {
  const podpass = await startPodpass(script.region, script.up)
  const results: StepResult[] = []
  try {
    cpSync(folder, podpass.directory, { recursive: true })
    const shell = await openShell(podpass.directory, podpass.env)
    try {
      for (const step of script.steps) {
        const done = await doStep(step, { shell, rules, directory: podpass.directory })
        results.push(done)
        // What follows rests on it.
        if (done.result.verdict === 'failed') break
      }
    } finally {
      await shell.close()
    }
  } finally {
    await podpass.stop()
  }
  return results
}

export interface ReplayOptions {
  readonly folder: string
  readonly rules: Rules
}

export const isBroken = ({ verdict }: Result): boolean =>
  verdict === 'unexplained' || verdict === 'refused' || verdict === 'failed'

interface Place {
  readonly shell: Shell
  readonly rules: Rules
  readonly directory: string
}

async function doStep(step: Step, place: Place): Promise<StepResult> {
  const { command } = step
  try {
    return await perform(step, place)
  } catch (error) {
    return { command, result: { verdict: 'failed', problem: (error as Error).message } }
  }
}

async function perform(step: Step, { shell, rules, directory }: Place): Promise<StepResult> {
  const { command } = step
  switch (step.kind) {
    case 'open':
      return { command, result: { verdict: 'open', because: step.because } }
    case 'enter':
      await shell.enter(command, patience)
      return { command, result: { verdict: 'ran' } }
    case 'leave':
      await shell.leave(command, patience)
      return { command, result: { verdict: 'ran' } }
    case 'starts':
      await startBeside(step, shell, directory)
      return { command, result: { verdict: 'instead' } }
    case 'instead':
    case 'run':
      return untilAsExpected(step, () => shell.run(command, patience), rules)
  }
}

/** Once, or until it is as it should be where the step says how long that may take. */
async function untilAsExpected(
  step: Step & { kind: 'run' | 'instead' },
  run: () => Promise<Ran>,
  rules: Rules,
): Promise<StepResult> {
  const deadline = Date.now() + step.within * 1000
  for (;;) {
    const ran = await run()
    const result = judge(step, ran, rules)
    if (!isBroken(result) || Date.now() >= deadline)
      return { command: step.command, result, ...(isBroken(result) && { output: ran.output }) }
    await sleep(300)
  }
}

function judge(step: Step & { kind: 'run' | 'instead' }, { output, code }: Ran, rules: Rules): Result {
  if ((code !== 0) !== step.fails) {
    const problem = step.fails ? 'it was to fail and did not' : `exit code ${code}`
    return { verdict: 'failed', problem }
  }
  if (step.prints !== undefined) return compare(step.prints, output, rules)
  return { verdict: step.kind === 'instead' ? 'instead' : 'ran' }
}

function compare({ text, masks, as, ...how }: Expected, output: string, rules: Rules): Verdict {
  return compareOutput({
    ...how,
    seed: showAs(as, text),
    ours: showAs(as, output),
    rules: chooseRules(rules, masks),
  })
}

async function startBeside(
  { command, until }: Step & { kind: 'starts' },
  shell: Shell,
  directory: string,
): Promise<void> {
  const log = join(directory, '.beside.log')
  appendFileSync(log, '')
  const before = readFileSync(log, 'utf8').length
  const itself = `echo $BASHPID >>"$SEED_PIDS"; exec ${command}`
  await shell.run(`(${itself}) >>'${log}' 2>&1 </dev/null & disown`, patience)
  const deadline = Date.now() + patience * 1000
  while (!readFileSync(log, 'utf8').slice(before).includes(until)) {
    if (Date.now() > deadline)
      throw new Error(`it did not say \`${until}\`: ${readFileSync(log, 'utf8').slice(before)}`)
    await sleep(100)
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
