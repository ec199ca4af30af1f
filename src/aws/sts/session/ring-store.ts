/** The ring of session keys as the store keeps it: wrapped, shared by all replicas, rotated by any of them. */
import { keyOf, type Store } from '../../../store/index.ts'
import type { Clock, Random } from '../../../kit/index.ts'
import type { KeyWrap } from '../needs.ts'
import { keysInUse, newRingKey, openRingKey, type Ring, type RingKey } from './ring.ts'

export interface SessionRing {
  /** The keys at this moment, newest first. */
  current(): Ring
  /** Adds a key that new sessions are sealed with from a minute on, and drops those that no living session needs. */
  rotate(): Promise<void>
  /** Rotates when the newest key is older than so many milliseconds; tells whether it did. */
  rotateIfOlderThan(age: number): Promise<boolean>
}

export interface RingNeeds {
  readonly store: Store
  readonly keyWrap: KeyWrap
  readonly clock: Clock
  readonly random: Random
}

interface RingDocument {
  /** Newest first. */
  readonly keys: readonly StoredKey[]
}

interface StoredKey {
  readonly id: string
  readonly createdAt: number
  readonly wrapped: string
}

const storeKey = keyOf(['sts', 'session-ring'])
const purposeOf = (id: string): string => `sts session key ${id}`

/** Opens the ring, making its first key in an empty store. Throws when the wrap key is not the one that wrapped it. */
export async function openSessionRing(needs: RingNeeds): Promise<SessionRing> {
  const { store, clock } = needs
  await addFirstKey(needs)
  let known = { revision: -1, ring: [] as Ring }

  const current = (): Ring => {
    const entry = store.get<RingDocument>(storeKey)
    if (entry === undefined) throw new Error('the ring of session keys is no longer in the store')
    if (entry.revision !== known.revision)
      known = { revision: entry.revision, ring: openKeys(entry.value, known.ring, needs.keyWrap) }
    return known.ring
  }
  const rotateIfOlderThan = async (age: number): Promise<boolean> => {
    const now = clock()
    const fresh = wrapNewKey(now, needs)
    const { result } = await store.write((txn) => {
      const keys = txn.get<RingDocument>(storeKey)?.value.keys ?? []
      if (keys[0] !== undefined && now - keys[0].createdAt < age) return false
      txn.put(storeKey, { keys: keysInUse([fresh, ...keys], now) } satisfies RingDocument)
      return true
    })
    return result
  }

  current()
  return { current, rotateIfOlderThan, rotate: async () => void (await rotateIfOlderThan(-Infinity)) }
}

async function addFirstKey(needs: RingNeeds): Promise<void> {
  if (needs.store.get(storeKey) !== undefined) return
  const first = wrapNewKey(needs.clock(), needs)
  await needs.store.write((txn) => {
    if (txn.get(storeKey) === undefined) txn.put(storeKey, { keys: [first] } satisfies RingDocument)
  })
}

function wrapNewKey(now: number, { keyWrap, random }: RingNeeds): StoredKey {
  const { id, createdAt, secret } = newRingKey(now, random)
  return { id, createdAt, wrapped: keyWrap.wrap(secret, purposeOf(id)) }
}

const openKeys = (document: RingDocument, known: Ring, keyWrap: KeyWrap): RingKey[] =>
  document.keys.map(
    ({ id, createdAt, wrapped }) =>
      known.find((key) => key.id === id) ??
      openRingKey(id, createdAt, keyWrap.unwrap(wrapped, purposeOf(id))),
  )
