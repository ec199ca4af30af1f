/** Condition keys made from plain records. */
import type { ContextKeys } from './types.ts'

/** A value of a key as code holds it. */
export type ContextValue = string | number | boolean | Date | readonly string[]

/** Makes condition keys of a record whose names may be in any case; undefined values are left out. */
export function contextOf(
  ...records: readonly Readonly<Record<string, ContextValue | undefined>>[]
): ContextKeys {
  const keys = new Map<string, readonly string[]>()
  for (const record of records)
    for (const [name, value] of Object.entries(record))
      if (value !== undefined) keys.set(name.toLowerCase(), valuesOf(value))
  return keys
}

/** Several sets of keys as one; where two have a key the later one holds. */
export const mergeContexts = (...contexts: readonly ContextKeys[]): ContextKeys =>
  new Map(contexts.flatMap((context) => [...context]))

function valuesOf(value: ContextValue): readonly string[] {
  if (typeof value === 'object' && !(value instanceof Date)) return value
  return [value instanceof Date ? value.toISOString().replace(/\.\d+Z$/, 'Z') : String(value)]
}
