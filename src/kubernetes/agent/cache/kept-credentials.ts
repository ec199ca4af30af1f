/** Credentials by the token that they were had for: kept, renewed ahead of their end, and let go of when that is final. */
import { sha256Hex } from '../../../kit/index.ts'
import type { AgentNeeds, Exchanged, ExchangeFailure, PodCredentials, PodName } from '../needs.ts'

export interface KeptCredentials {
  /** Those that are kept, else new ones; several who ask for the same at a time wait for one answer. */
  readonly get: (token: string, pod: PodName) => Promise<Exchanged>
  /** Renews what is due, one after the other. To be called now and then; resolves when it is through. */
  readonly renewDue: () => Promise<void>
  readonly size: () => number
}

interface Entry {
  /** What EKS Auth is asked with again; nothing else of ours holds it. */
  readonly token: string
  readonly pod: PodName
  readonly credentials: PodCredentials
  readonly renewAt: number
}

/** Credentials with less than this left are no use to anybody, in milliseconds. */
const shortestLife = 15_000
/** Calls to EKS Auth under way at once; those of a node's pods are far fewer. */
const mostCalls = 256
/** After a failure that may pass it is tried again after this, and up to twice of it. */
const retryAfter = 60_000

/** What EKS Auth will go on to say of a token. */
const finalCodes = [
  'ResourceNotFoundException',
  'ExpiredTokenException',
  'InvalidTokenException',
  'AccessDeniedException',
]

export const isFinal = ({ code }: ExchangeFailure): boolean => finalCodes.includes(code)

export function keepCredentials(needs: AgentNeeds): KeptCredentials {
  const { limits, clock, tell } = needs
  const keeps = limits.size > 0 && limits.renewAfter > 0
  const entries = new Map<string, Entry>()
  const underWay = new Map<string, Promise<Exchanged>>()

  const evict = (key: string): void => {
    const entry = entries.get(key)
    if (entry === undefined) return
    entries.delete(key)
    tell({ kind: 'evicted', pod: entry.pod })
  }
  const lifeOf = ({ expiresAt }: PodCredentials): number => expiresAt - clock()
  const keep = (key: string, entry: Entry): void => {
    entries.delete(key)
    entries.set(key, entry)
    // The one that was renewed longest ago goes first.
    while (entries.size > limits.size) evict(entries.keys().next().value!)
  }
  const fetch = async (key: string, token: string, pod: PodName): Promise<Exchanged> => {
    const exchanged = await needs.exchange(token)
    if (!exchanged.ok) return exchanged
    const { credentials } = exchanged
    const life = lifeOf(credentials)
    if (life <= shortestLife) return { ok: false, failure: tooShort(life) }
    tell({ kind: 'fetched', pod, associationId: credentials.associationId })
    if (keeps) {
      restEarlierOf(entries, key, pod)
      keep(key, { token, pod, credentials, renewAt: clock() + Math.min(life, limits.renewAfter) })
    }
    return exchanged
  }
  const renew = async (key: string, entry: Entry): Promise<void> => {
    const { token, pod, credentials } = entry
    const exchanged = await fetch(key, token, pod)
    if (exchanged.ok) return tell({ kind: 'renewed', pod })
    const { failure } = exchanged
    const { code, message } = failure
    tell({
      kind: 'renewal-failed',
      pod,
      code: code === '' ? 'Unknown' : code,
      isFinal: isFinal(failure),
      message,
    })
    if (entries.get(key) !== entry) return
    if (isFinal(failure) || lifeOf(credentials) <= shortestLife) evict(key)
    else
      keep(key, {
        ...entry,
        renewAt: clock() + Math.min(lifeOf(credentials), retryAfter * (1 + needs.chance())),
      })
  }

  return {
    size: () => entries.size,
    get: (token, pod) => {
      const key = sha256Hex(token)
      const known = entries.get(key)
      if (known !== undefined && lifeOf(known.credentials) > shortestLife)
        return Promise.resolve({ ok: true, credentials: known.credentials })
      const running = underWay.get(key)
      if (running !== undefined) return running
      if (underWay.size >= mostCalls) return Promise.resolve({ ok: false, failure: tooMany })
      if (known !== undefined) evict(key)
      tell({ kind: 'missed' })
      const fetching = fetch(key, token, pod).finally(() => underWay.delete(key))
      underWay.set(key, fetching)
      return fetching
    },
    renewDue: async () => {
      const all = [...entries]
      for (const [key, { credentials }] of all) if (lifeOf(credentials) <= shortestLife) evict(key)
      for (const [key, entry] of all) {
        if (entry.renewAt > clock() || entries.get(key) !== entry) continue
        await renew(key, entry)
        await needs.wait(1000 / limits.renewalsPerSecond)
      }
    },
  }
}

/** The kubelet has given the pod a new token: those of the old one serve on, and are not worth a renewal. */
function restEarlierOf(entries: Map<string, Entry>, key: string, { uid, serviceAccount }: PodName): void {
  if (uid === undefined) return
  for (const [other, entry] of entries)
    if (other !== key && entry.pod.uid === uid && entry.pod.serviceAccount === serviceAccount)
      entries.set(other, { ...entry, renewAt: Infinity })
}

const tooMany: ExchangeFailure = { status: 429, code: '', message: 'Too Many Requests', requestId: '' }

const tooShort = (life: number): ExchangeFailure => ({
  status: 0,
  code: '',
  message: `fetched credentials are expired or will expire within the next ${(life / 1000).toFixed(2)} seconds`,
  requestId: '',
})
