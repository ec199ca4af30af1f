/** Which of an issuer's keys are published, which one signs, and when each goes. Pure: times in, times out (milliseconds). */

export interface RingKey {
  readonly kid: string
  readonly createdAt: number
  readonly publishedAt: number
  /** From here on new tokens are signed with it, until a later key's turn comes. */
  readonly signsFrom: number
  /** From here on it is no longer published; absent while no successor is named. */
  readonly retiresAt?: number
}

/** Keys in the order in which they sign. */
export type KeyRing<Key extends RingKey = RingKey> = readonly Key[]

export interface RotationRules {
  readonly now: number
  /** Seconds for which relying parties may keep the published keys. */
  readonly maxAge: number
  /** Seconds that the longest-lived token may live. */
  readonly maxLifetime: number
}

/** A key as it is made, before the ring gives it its times. */
export type NewKey<Key extends RingKey> = Omit<Key, 'createdAt' | 'publishedAt' | 'signsFrom' | 'retiresAt'>

export type Rotation<Key extends RingKey> =
  | { readonly ok: true; readonly ring: KeyRing<Key> }
  | {
      readonly ok: false
      readonly problem: { readonly code: 'rotation-under-way' | 'too-many-keys'; readonly message: string }
    }

/** AWS takes at most 100 RSA keys of an issuer. */
const mostKeys = 100

/** A ring's first key signs at once: there is nobody yet who could have cached a list without it. */
export const startRing = <Key extends RingKey>(key: NewKey<Key>, now: number): KeyRing<Key> => [
  { ...key, createdAt: now, publishedAt: now, signsFrom: now } as unknown as Key,
]

/** The new key is published now and signs once every cache must have seen it; the old ones stay until their last token has expired. */
export function rotateRing<Key extends RingKey>(
  ring: KeyRing<Key>,
  key: NewKey<Key>,
  rules: RotationRules,
): Rotation<Key> {
  const { now } = rules
  const kept = pruneRing(ring, now)
  const waiting = kept.find((each) => each.signsFrom > now)
  if (waiting !== undefined) {
    const message = `key ${waiting.kid} begins to sign at ${new Date(waiting.signsFrom).toISOString()}; rotate again after that`
    return { ok: false, problem: { code: 'rotation-under-way', message } }
  }
  if (kept.length >= mostKeys) {
    const message = `${mostKeys} keys are published already; relying parties take no more`
    return { ok: false, problem: { code: 'too-many-keys', message } }
  }

  const signsFrom = now + rules.maxAge * 1000
  const retiresAt = signsFrom + rules.maxLifetime * 1000
  const old = kept.map((each) => (each.retiresAt === undefined ? { ...each, retiresAt } : each))
  return {
    ok: true,
    ring: [...old, { ...key, createdAt: now, publishedAt: now, signsFrom } as unknown as Key],
  }
}

/** For a key that leaked: every old key goes at once, and with them every token that they signed. */
export const replaceRing = <Key extends RingKey>(key: NewKey<Key>, now: number): KeyRing<Key> =>
  startRing(key, now)

/** The key that signs now: of those whose turn has come, the latest. */
export const signingKeyOf = <Key extends RingKey>(ring: KeyRing<Key>, now: number): Key | undefined =>
  ring.findLast((key) => key.signsFrom <= now && !isRetired(key, now))

/** The keys that relying parties are to see now. */
export const publishedKeysOf = <Key extends RingKey>(ring: KeyRing<Key>, now: number): readonly Key[] =>
  ring.filter((key) => key.publishedAt <= now && !isRetired(key, now))

/** The ring without the keys that no living token needs. */
export const pruneRing = <Key extends RingKey>(ring: KeyRing<Key>, now: number): KeyRing<Key> =>
  ring.filter((key) => !isRetired(key, now))

const isRetired = (key: RingKey, now: number): boolean => key.retiresAt !== undefined && key.retiresAt <= now
