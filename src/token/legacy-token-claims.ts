/** The claims of tokens that live in Secrets: of no audience and without an end, so that nobody but the cluster itself takes them. */
import type { ObjectName } from './service-account-claims.ts'

export interface LegacyToken {
  readonly namespace: string
  readonly secretName: string
  readonly serviceAccount: ObjectName
}

const issuer = 'kubernetes/serviceaccount'
const prefix = 'kubernetes.io/serviceaccount'

export const legacyTokenClaims = ({
  namespace,
  secretName,
  serviceAccount,
}: LegacyToken): Readonly<Record<string, string>> => ({
  iss: issuer,
  [`${prefix}/namespace`]: namespace,
  [`${prefix}/secret.name`]: secretName,
  [`${prefix}/service-account.name`]: serviceAccount.name,
  [`${prefix}/service-account.uid`]: serviceAccount.uid,
  sub: `system:serviceaccount:${namespace}:${serviceAccount.name}`,
})

/** Undefined where they are another token's; nothing of them is verified yet. */
export function readLegacyClaims(claims: Readonly<Record<string, unknown>>): LegacyToken | undefined {
  if (claims['iss'] !== issuer) return undefined
  const [namespace, secretName, name, uid] = [
    'namespace',
    'secret.name',
    'service-account.name',
    'service-account.uid',
  ].map((part) => claims[`${prefix}/${part}`])
  if (typeof namespace !== 'string' || typeof secretName !== 'string') return undefined
  if (typeof name !== 'string' || typeof uid !== 'string') return undefined
  return { namespace, secretName, serviceAccount: { name, uid } }
}
