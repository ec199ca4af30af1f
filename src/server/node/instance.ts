/** What a node's instance is called: drawn once, and kept as long as its directory is. */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Clock } from '../../kit/index.ts'
import { readIfPresent, writeAtomically } from '../data-directory.ts'

export interface Instance {
  readonly instanceId: string
  readonly mac: string
  /** Milliseconds since the epoch. */
  readonly launchedAt: number
  /** PEM of the RSA key that signs its identity document. */
  readonly identityKey: string
}

export function keepInstance(path: string, now: Clock): Instance {
  const kept = readIfPresent(path)
  if (kept !== undefined) return JSON.parse(kept) as Instance
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const instance = {
    instanceId: `i-0${randomBytes(8).toString('hex')}`,
    // Locally administered, so that it is no real card's.
    mac: `06:${[...randomBytes(5)].map((byte) => byte.toString(16).padStart(2, '0')).join(':')}`,
    launchedAt: now(),
    identityKey: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  }
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeAtomically(path, JSON.stringify(instance))
  return instance
}
