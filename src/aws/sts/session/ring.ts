/** The ring of keys that session tokens are sealed with, and when each of them is used. */
import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { toHex, type Random } from '../../../kit/index.ts'

/** The longest that any session lives: GetSessionToken's and GetFederationToken's 36 hours. */
export const longestSession = 36 * 3_600_000

/** A new key seals only after every replica has had the time to learn of it. */
export const publishedBeforeUse = 60_000

/** The version of the form of tokens, in hex. */
export const tokenForm = '01'

export interface RingKey {
  /** Eight hex digits, which stand in front of each token. */
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  /** What stands in front of each token: the version of its form and the id. */
  readonly header: Buffer
  /** What session secrets are derived from. */
  readonly root: KeyObject
  /** What tokens are sealed with. */
  readonly seal: KeyObject
}

/** Newest first, never empty once opened. */
export type Ring = readonly RingKey[]

export const newRingKey = (
  createdAt: number,
  random: Random,
): { id: string; createdAt: number; secret: Uint8Array } => ({
  id: toHex(random(4)),
  createdAt,
  secret: random(32),
})

export function openRingKey(id: string, createdAt: number, secret: Uint8Array): RingKey {
  const root = createSecretKey(secret)
  const seal = createSecretKey(new Uint8Array(hkdfSync('sha256', root, '', 'podpass session seal', 32)))
  return { id, createdAt, header: Buffer.from(`${tokenForm}${id}`, 'hex'), root, seal }
}

/** The key that new sessions are sealed with: the newest that is old enough, else the oldest there is. */
export const sealingKey = (ring: Ring, now: number): RingKey =>
  ring.find((key) => key.createdAt + publishedBeforeUse <= now) ?? ring.at(-1)!

/** The keys that may have sealed a session which still lives. */
export const keysInUse = <Key extends { readonly createdAt: number }>(
  newestFirst: readonly Key[],
  now: number,
): Key[] =>
  newestFirst.filter((_, index) => {
    const successor = newestFirst[index - 1]
    return successor === undefined || successor.createdAt + publishedBeforeUse + longestSession > now
  })
