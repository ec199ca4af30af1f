/**
 * Why operations of AWS's models are not served: told to whoever calls one, and in docs/operations.md, whose generator
 * fails on an operation without a reason and on one that fits none any more.
 */
import { readFileSync } from 'node:fs'

export interface LeftOut {
  /** Continues a sentence: `... is not implemented by Podpass: there is no EKS Anywhere`. */
  readonly reason: string
  /** Names, with `*` for any letters; the first that fits counts. */
  readonly operations: readonly string[]
}

let table: Readonly<Record<string, readonly LeftOut[]>> | undefined

/** By the model of a service; read on first use, for few callers ever ask. */
export function leftOutOf(service: string): readonly LeftOut[] {
  table ??= JSON.parse(readFileSync(new URL('left-out.json', import.meta.url), 'utf8')) as NonNullable<
    typeof table
  >
  return table[service] ?? []
}

export const reasonLeftOut = (service: string, operation: string): string | undefined =>
  leftOutOf(service).find(({ operations }) => operations.some((pattern) => fitsName(pattern, operation)))
    ?.reason

/** Whether a name is one of those that a pattern of the table stands for. */
export const fitsName = (pattern: string, name: string): boolean =>
  new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name)
