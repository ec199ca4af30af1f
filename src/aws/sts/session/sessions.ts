/** Issues sessions and opens them again; nothing is written for either. */
import { newAccessKeyId } from '../../../arn/index.ts'
import { BoundedMap, toUnixSeconds, type Random } from '../../../kit/index.ts'
import type { CompiledPolicy } from '../../../policy/index.ts'
import { serializedTokenTooLarge } from '../errors.ts'
import { pooledRandom } from './pooled-random.ts'
import type { SessionRing } from './ring-store.ts'
import { isExpired, type Session } from './session.ts'
import type { SessionPolicyReader } from './session-policies.ts'
import { sealSession, unsealSession, type UnsealedSession } from './session-token.ts'

export interface Sessions {
  /** Throws PackedPolicyTooLarge when the session does not fit a token. */
  readonly issue: (request: SessionRequest) => IssuedSession
  readonly open: (accessKeyId: string, token: string, now: number) => OpenedSession
}

/** A session that is to begin `now` and to live `durationSeconds`. */
export interface SessionRequest extends Omit<Session, 'issuedAt' | 'expiresAt'> {
  readonly durationSeconds: number
  /** Milliseconds since the epoch. */
  readonly now: number
}

export interface IssuedSession {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly expiration: Date
}

export type OpenedSession =
  | {
      readonly outcome: 'open'
      readonly session: Session
      readonly secretAccessKey: string
      /** Absent when the session has no session policies; one that is there and grants nothing denies everything. */
      readonly sessionPolicies?: readonly CompiledPolicy[]
    }
  | { readonly outcome: 'malformed' }
  | { readonly outcome: 'mismatched' }
  | { readonly outcome: 'expired'; readonly session: Session }

/** Opening costs 17 us and a client uses its session often, so the latest are remembered. */
const rememberedSessions = 1000

export interface SessionsNeeds {
  readonly ring: SessionRing
  readonly random: Random
  readonly policies: SessionPolicyReader
}

export function createSessions({ ring, random: drawn, policies }: SessionsNeeds): Sessions {
  const random = pooledRandom(drawn)
  const remembered = new BoundedMap<string, UnsealedSession & { outcome: 'open' }>(rememberedSessions)

  const unseal = (accessKeyId: string, token: string): UnsealedSession => {
    const key = `${accessKeyId} ${token}`
    const known = remembered.get(key)
    if (known !== undefined) return known
    const unsealed = unsealSession(ring.current(), accessKeyId, token)
    if (unsealed.outcome === 'open') remembered.set(key, unsealed)
    return unsealed
  }

  return {
    issue: (request) => {
      const { now, durationSeconds } = request
      const issuedAt = toUnixSeconds(now)
      const session: Session = { ...request, issuedAt, expiresAt: issuedAt + durationSeconds }
      const accessKeyId = newAccessKeyId('ASIA', session.account, random)
      const sealed = sealSession(ring.current(), accessKeyId, session, { now, random })
      if (sealed === undefined) throw serializedTokenTooLarge()
      return {
        accessKeyId,
        secretAccessKey: sealed.secretAccessKey,
        sessionToken: sealed.token,
        expiration: new Date(session.expiresAt * 1000),
      }
    },
    open: (accessKeyId, token, now) => {
      const unsealed = unseal(accessKeyId, token)
      if (unsealed.outcome !== 'open') return unsealed
      const { session } = unsealed
      if (isExpired(session, now)) return { outcome: 'expired', session }
      return session.policies === undefined
        ? unsealed
        : { ...unsealed, sessionPolicies: policies.of(session.policies, session.account) }
    },
  }
}
