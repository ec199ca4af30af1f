/** Runs test files in one process with one source file replaced by its mutant, and ends at the first failure. */
import { registerHooks } from 'node:module'
import { readFileSync } from 'node:fs'
import { run } from 'node:test'
import type { Mutant } from './mutants.ts'
import { codeOf, mutated } from './mutants.ts'

export interface Trial {
  readonly url: string
  /** Absent for a run of the tests as they are. */
  readonly mutant?: Mutant
  readonly tests: readonly string[]
}

const trial = JSON.parse(process.argv[2] ?? '') as Trial
const { mutant } = trial

if (mutant !== undefined)
  registerHooks({
    load: (url, context, next) =>
      url === trial.url
        ? {
            format: 'module',
            source: mutated(codeOf(readFileSync(new URL(url), 'utf8')), mutant),
            shortCircuit: true,
          }
        : next(url, context),
  })

const events = run({ files: [...trial.tests], isolation: 'none', concurrency: 1 })
events.on('test:fail', () => process.exit(1))
events.on('end', () => process.exit(0))
events.resume()
