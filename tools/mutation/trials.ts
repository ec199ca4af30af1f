/** Puts mutants to a process that runs the tests; one that takes too long or ends it is noticed as well. */
import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Trial } from './run-tests-of-mutant.ts'

const runner = fileURLToPath(new URL('run-tests-of-mutant.ts', import.meta.url))

/** The modules of every trial stay in memory. */
const most = 100

export interface Trials {
  notices(trial: Trial): Promise<boolean>
  end(): void
}

export function startTrials(timeout: number): Trials {
  let child: ChildProcess | undefined
  let done = 0
  const end = (): void => {
    child?.kill('SIGKILL')
    child = undefined
  }
  return {
    end,
    async notices(trial) {
      if (done++ % most === 0) end()
      child ??= fork(runner, { stdio: 'ignore', execArgv: ['--disable-warning=ExperimentalWarning'] })
      // That the tests pass as they are must not fail by a busy machine.
      const answer = await answerOf(child, trial, trial.mutant === undefined ? 10 * timeout : timeout)
      if (answer === undefined) end()
      return answer !== false
    },
  }
}

/** Undefined when the process gives none. */
function answerOf(child: ChildProcess, trial: Trial, timeout: number): Promise<boolean | undefined> {
  return new Promise((resolve) => {
    const settle = (answer: boolean | undefined): void => {
      clearTimeout(timer)
      child.removeAllListeners()
      resolve(answer)
    }
    const timer = setTimeout(() => settle(undefined), timeout)
    child.once('message', (message: { readonly noticed: boolean }) => settle(message.noticed))
    child.once('exit', () => settle(undefined))
    child.send(trial)
  })
}
