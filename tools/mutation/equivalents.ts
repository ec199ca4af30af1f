/** The mutants that no test can tell from the code, each with the reason, as equivalents.json lists them. */
import { readFileSync } from 'node:fs'
import type { Change } from './mutants.ts'

/** `code` and `becomes` are the changed lines as a survivor is shown. */
export interface Equivalent extends Change {
  readonly path: string
  readonly why: string
}

const known = JSON.parse(
  readFileSync(new URL('equivalents.json', import.meta.url), 'utf8'),
) as readonly Equivalent[]

export const isEquivalent = (path: string, change: Change): boolean =>
  known.some((one) => one.path === path && one.code === change.code && one.becomes === change.becomes)

/** Those listed of a file that none of its mutants is any longer. */
export const staleOf = (path: string, changes: readonly Change[]): readonly Equivalent[] =>
  known.filter(
    (one) =>
      one.path === path && !changes.some(({ code, becomes }) => code === one.code && becomes === one.becomes),
  )
