/** Remembers the keys of foreign issuers: fetched when needed, kept as their cache headers allow, within bounds. */
import { BoundedMap, type BoundedGet, type Clock } from '../kit/index.ts'
import { type FetchedKeys, fetchIssuerKeys, type IssuerKeys, type IssuerProblem } from './issuer-documents.ts'

export interface VerificationKeys {
  /** The keys of an issuer. A `kid` that is not among the remembered ones makes it look once more. */
  keysOf(request: KeysRequest): Promise<KeysAnswer>
  /** Forgets an issuer, so that the next request fetches it. */
  forget(issuer: string): void
}

export interface KeysRequest {
  /** The exact issuer, an https URL. */
  readonly issuer: string
  /** SHA-1 thumbprints of the provider, for issuers whose certificate no public root vouches for. */
  readonly thumbprints?: readonly string[]
  readonly kid?: string
}

export type KeysAnswer = FetchedKeys

export interface VerificationKeysNeeds {
  readonly get: BoundedGet
  readonly now: Clock
  readonly limits?: Partial<KeyCacheLimits>
}

/** Times in seconds. */
export interface KeyCacheLimits {
  readonly issuers: number
  readonly shortestAge: number
  /** Where the documents do not say how long they may be kept. */
  readonly defaultAge: number
  readonly longestAge: number
  /** How long a failure is remembered, so that a stream of tokens is not a stream of fetches. */
  readonly refusalAge: number
  /** An unknown key id makes us fetch again at most this often. */
  readonly refetchInterval: number
}

const defaultLimits: KeyCacheLimits = {
  issuers: 1000,
  shortestAge: 30,
  defaultAge: 300,
  longestAge: 86_400,
  refusalAge: 5,
  refetchInterval: 10,
}

interface Remembered {
  readonly cacheKey: string
  readonly issuer: string
  readonly answer: KeysAnswer
  /** Milliseconds since the epoch. */
  readonly fetchedAt: number
  readonly usableUntil: number
}

export function createVerificationKeys(needs: VerificationKeysNeeds): VerificationKeys {
  const limits = { ...defaultLimits, ...needs.limits }
  const remembered = new BoundedMap<string, Remembered>(limits.issuers)
  const underWay = new Map<string, Promise<KeysAnswer>>()

  /** Whatever was begun before something was forgotten must not bring it back. */
  let forgettings = 0
  const remember = (entry: Remembered, begunAt: number): void => {
    if (begunAt === forgettings) remembered.set(entry.cacheKey, entry)
  }

  const fetchNow = async (cacheKey: string, request: KeysRequest): Promise<KeysAnswer> => {
    const { issuer, thumbprints = [] } = request
    const begunAt = forgettings
    const answer = await fetchIssuerKeys({ get: needs.get, issuer, thumbprints, now: needs.now() })
    const fetchedAt = needs.now()
    const usableUntil = fetchedAt + lifetimeOf(answer, limits) * 1000
    remember({ cacheKey, issuer, answer, fetchedAt, usableUntil }, begunAt)
    return answer
  }

  /** One fetch at a time: whoever asks while one is under way waits for that one. */
  const fetchOnce = (cacheKey: string, request: KeysRequest): Promise<KeysAnswer> => {
    const running = underWay.get(cacheKey)
    if (running !== undefined) return running
    const fetching: Promise<KeysAnswer> = fetchNow(cacheKey, request)
      .catch((fault: unknown): KeysAnswer => ({ ok: false, problem: problemOf(fault) }))
      .finally(() => {
        if (underWay.get(cacheKey) === fetching) underWay.delete(cacheKey)
      })
    underWay.set(cacheKey, fetching)
    return fetching
  }

  return {
    async keysOf(request) {
      const cacheKey = cacheKeyOf(request)
      const now = needs.now()
      const known = remembered.get(cacheKey)
      // A clock that went back must not keep an old list alive.
      if (known === undefined || now >= known.usableUntil || now < known.fetchedAt)
        return fetchOnce(cacheKey, request)
      if (!known.answer.ok || holds(known.answer.found, request.kid)) return known.answer
      // A token may arrive before we have seen its new key.
      if (now < known.fetchedAt + limits.refetchInterval * 1000) return known.answer
      const begunAt = forgettings
      const newer = await fetchOnce(cacheKey, request)
      if (newer.ok) return newer
      // The list that we hold is still good for the keys in it; a stranger's key id must not put it out of use.
      remember({ ...known, fetchedAt: now }, begunAt)
      return known.answer
    },

    forget(issuer) {
      forgettings++
      underWay.clear()
      for (const entry of remembered.values()) if (entry.issuer === issuer) remembered.delete(entry.cacheKey)
    },
  }
}

/** By issuer and thumbprints: what one provider's thumbprints vouch for says nothing to another provider. */
const cacheKeyOf = ({ issuer, thumbprints = [] }: KeysRequest): string =>
  thumbprints.length === 0 ? issuer : [issuer, ...thumbprints].join(' ')

const holds = ({ keys }: IssuerKeys, kid: string | undefined): boolean =>
  kid === undefined || keys.keys.some((key) => key.kid === kid)

function lifetimeOf(answer: KeysAnswer, limits: KeyCacheLimits): number {
  if (!answer.ok) return limits.refusalAge
  const age = answer.found.maxAge ?? limits.defaultAge
  return Math.min(Math.max(age, limits.shortestAge), limits.longestAge)
}

const problemOf = (fault: unknown): IssuerProblem => ({
  cause: 'unreachable',
  message: fault instanceof Error ? fault.message : 'issuer documents could not be fetched',
})
