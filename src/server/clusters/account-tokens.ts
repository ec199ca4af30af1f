/** Tokens of an embedded cluster's ServiceAccounts: made by its issuer, verified by its keys. */
import type { ApiServerNeeds } from '../../kubernetes/apiserver/index.ts'
import type { Issuers } from '../../kubernetes/issuer/index.ts'
import { type KeySet, parseToken, readLegacyClaims, verifySignature, verifyToken } from '../../token/index.ts'
import type { ClustersNeeds } from './needs.ts'
import type { ClusterRecord } from './record.ts'

export const apiAudiences: readonly string[] = ['https://kubernetes.default.svc']

/** EKS lets no token live longer than a day. Seconds. */
const maxTokenExpiration = 86_400

type AccountTokens = Pick<
  ApiServerNeeds,
  'maxTokenExpiration' | 'apiAudiences' | 'mintToken' | 'mintLegacyToken' | 'verifyServiceAccountToken'
>

export const createAccountTokens = (
  { clock, issuers }: ClustersNeeds,
  { issuer }: ClusterRecord,
): AccountTokens => ({
  maxTokenExpiration,
  apiAudiences,
  mintToken: async (order) => {
    const { warnAfterSeconds, lifetimeSeconds, ...bound } = order
    // The lifetime that asks for a warning is the one that the issuer extends, by kube-apiserver's own rule.
    const minted = await issuers.mint({
      ...bound,
      issuer,
      apiAudiences,
      expirationSeconds: warnAfterSeconds ?? lifetimeSeconds,
    })
    if (!minted.ok) throw new Error(minted.problem.message)
    return { token: minted.token, issuedAt: minted.claims.iat * 1000 }
  },
  mintLegacyToken: async (order) => {
    const minted = await issuers.mintLegacy(issuer, order)
    if (!minted.ok) throw new Error(minted.problem.message)
    return minted.token
  },
  verifyServiceAccountToken: async (token, audiences) =>
    verify(issuers, { issuer, token, now: clock(), audiences }),
})

type Verified = Awaited<ReturnType<NonNullable<ApiServerNeeds['verifyServiceAccountToken']>>>

interface Presented {
  readonly issuer: string
  readonly token: string
  readonly now: number
  readonly audiences: readonly string[]
}

/** A token of this cluster for one of the audiences. */
function verify(issuers: Issuers, { issuer, token, now, audiences }: Presented): Verified {
  const keys = issuers.keysOf(issuer)
  if (keys === undefined) return undefined
  const legacy = verifyLegacy(token, keys)
  if (legacy !== undefined) return audiences.some((each) => apiAudiences.includes(each)) ? legacy : undefined
  const verified = verifyToken({ token, keys, now, issuer, audiences })
  if (!verified.ok) return undefined
  const claims = verified.token.claims as { jti?: string; aud?: unknown; 'kubernetes.io'?: BoundTo }
  const { jti, aud, 'kubernetes.io': bound } = claims
  if (bound?.namespace === undefined || bound.serviceaccount === undefined) return undefined
  return {
    namespace: bound.namespace,
    serviceAccount: bound.serviceaccount,
    pod: bound.pod,
    secret: bound.secret,
    node: bound.node,
    id: jti,
    audiences: [aud].flat().map(String),
  }
}

/** A token of a Secret, signed by this cluster. */
function verifyLegacy(text: string, keys: KeySet): Verified {
  const parsed = parseToken(text)
  const legacy = parsed.ok ? readLegacyClaims(parsed.token.claims) : undefined
  return parsed.ok && legacy !== undefined && verifySignature(parsed.token, keys).ok ? legacy : undefined
}

interface Named {
  readonly name: string
  readonly uid: string
}

interface BoundTo {
  readonly namespace?: string
  readonly serviceaccount?: Named
  readonly pod?: Named
  readonly secret?: Named
  readonly node?: { readonly name: string; readonly uid?: string }
}
