/** Runs test files with one source file replaced by its mutant, trial after trial, each on modules of its own. */
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import * as fc from 'fast-check'
import type { Mutant } from './mutants.ts'
import { codeOf, mutated } from './mutants.ts'
import { firstFailure, forgetTests } from './plain-test.ts'

export interface Trial {
  /** The source file; the tests run as they are where there is no mutant. */
  readonly path: string
  readonly mutant?: Mutant
  readonly tests: readonly string[]
}

const plainTest = new URL('plain-test.ts', import.meta.url).href
const root = new URL('../../', import.meta.url).href
const ours = new RegExp(`^${root}(?:src|test)/`)
const codes = new Map<string, string>()

let count = 0
let trial: Trial = { path: '', tests: [] }

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'node:test' && ours.test(context.parentURL ?? ''))
      return { url: plainTest, shortCircuit: true }
    const found = next(specifier, context)
    return ours.test(found.url) ? { ...found, url: `${found.url.split('?', 1)[0]}?trial=${count}` } : found
  },
  load(url, context, next) {
    const [file = ''] = url.split('?', 1)
    if (!ours.test(url) || !file.endsWith('.ts')) return next(url, context)
    const code = codes.get(file) ?? codeOf(readFileSync(new URL(file), 'utf8'))
    codes.set(file, code)
    const { path, mutant } = trial
    const isMutant = mutant !== undefined && file === pathToFileURL(path).href
    return {
      format: 'module',
      source: isMutant ? mutated(code, mutant) : code,
      shortCircuit: true,
    }
  },
})

// Each mutant meets the same generated cases, and the first that fails suffices.
fc.configureGlobal({ seed: 1, endOnFailure: true })

async function failureOf(asked: Trial): Promise<unknown> {
  count += 1
  trial = asked
  try {
    for (const file of trial.tests) {
      await import(pathToFileURL(file).href)
      const failure = await firstFailure()
      if (failure !== undefined) return failure
    }
  } catch (error) {
    forgetTests()
    return error
  }
  return undefined
}

process.on('message', (asked: Trial) => {
  void failureOf(asked).then((failure) => process.send?.({ noticed: failure !== undefined }))
})
