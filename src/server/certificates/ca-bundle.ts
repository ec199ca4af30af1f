/** A file with all roots that a program may need: those of the system and the local CA, for variables such as AWS_CA_BUNDLE. */
import { statSync } from 'node:fs'
import { getCACertificates } from 'node:tls'
import type { Clock } from '../../kit/index.ts'
import { readIfPresent, writeAtomically } from '../data-directory.ts'

export interface CaBundleInput {
  readonly path: string
  /** PEM of the local CA. */
  readonly localCa: string
  readonly clock: Clock
  readonly roots?: () => readonly string[]
}

/** Writes the bundle unless there is one with this local CA that is not a week old. Variables name it in place of the roots a program had, so it must hold those too. */
export function writeCaBundle({ path, localCa, clock, roots = systemRoots }: CaBundleInput): void {
  const kept = readIfPresent(path)
  const isFresh = kept?.startsWith(localCa) === true && clock() - statSync(path).mtimeMs < 7 * 86_400_000
  if (isFresh) return
  const all = new Map([localCa, ...roots()].map((pem) => [bodyOf(pem), `${pem.trim()}\n`]))
  writeAtomically(path, [...all.values()].join(''), 0o644)
}

/** Node's own list, the system's and what NODE_EXTRA_CA_CERTS adds. */
const systemRoots = (): readonly string[] =>
  (['bundled', 'system', 'extra'] as const).flatMap((kind) => getCACertificates(kind))

/** The same certificate may be wrapped at other columns. */
const bodyOf = (pem: string): string => pem.replaceAll(/-----[A-Z ]+-----|\s/g, '')
