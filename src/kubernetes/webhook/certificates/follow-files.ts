/** The serving certificate from two files, read anew when they change. */
import { readFileSync, statSync } from 'node:fs'
import { judgePair } from './judge-pair.ts'
import type { CertificateSource, ServingPair, SourceNeeds } from './source.ts'

export interface FilesNeeds extends SourceNeeds {
  readonly certFile: string
  readonly keyFile: string
  /** Milliseconds between two looks. */
  readonly lookEvery?: number
}

/**
 * Throws when there is nothing to begin with.
 * Files mounted from a Secret change by a swapped link, which a look at what they lead to sees and a watch may miss.
 */
export function followFiles(needs: FilesNeeds): CertificateSource {
  const files = [needs.certFile, needs.keyFile]
  const stamp = (): string => files.map((file) => `${statSync(file).mtimeMs} ${statSync(file).ino}`).join(' ')
  let seen = stamp()
  let pair = read(needs)
  let told = ''
  needs.onChange(pair)
  const complain = (problem: string): void => {
    if (problem !== told) needs.onProblem(`the serving certificate was not reloaded: ${problem}`)
    told = problem
  }
  const look = (): void => {
    try {
      const now = stamp()
      if (now === seen) return
      pair = read(needs)
      seen = now
      told = ''
      needs.onChange(pair)
    } catch (error) {
      // The old pair stays in use; half a change is looked at again.
      complain(error instanceof Error ? error.message : 'unknown error')
    }
  }
  const timer = setInterval(look, needs.lookEvery ?? 10_000).unref()
  needs.signal.addEventListener('abort', () => clearInterval(timer), { once: true })
  return { current: () => pair, bundle: () => undefined, notReadyBecause: () => [] }
}

function read({ certFile, keyFile, now }: FilesNeeds): ServingPair {
  const pair = { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') }
  const problem = judgePair(pair, now())
  if (problem !== undefined) throw new Error(`${problem} (\`${certFile}\`, \`${keyFile}\`)`)
  return pair
}
