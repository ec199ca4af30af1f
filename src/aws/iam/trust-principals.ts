/**
 * The principals of trust policies: users and roles are kept by their unique ids, so that one who is deleted and made
 * anew under the old name is not trusted, and are shown by their ARNs while they exist.
 */
import { parseArn } from '../../arn/index.ts'
import type { Reader } from '../../store/index.ts'
import { arnOfHolder } from './arns.ts'
import { invalidPrincipal } from './errors.ts'
import { findAccount, findHolder, findHolderByArn, findHolderById } from './store.ts'

/** The trust policy as it is kept; throws `Invalid principal in policy` for one of our accounts' that does not exist. */
export const keepTrustPolicy = (from: Reader, text: string): string =>
  mapPrincipals(text, (value) => keptForm(from, value))

export interface ShownTrustPolicy {
  readonly text: string
  /** The ids by which the principals are kept, by the ARNs shown in their place. */
  readonly principalIds: Readonly<Record<string, string>>
}

/** The trust policy as clients see it; a deleted principal stays an id. */
export function showTrustPolicy(from: Reader, kept: string): ShownTrustPolicy {
  const ids = new Map<string, string>()
  if (!/"A(?:ROA|IDA)[A-Z0-9]+"/.test(kept)) return { text: kept, principalIds: {} }
  const text = mapPrincipals(kept, (value) => {
    const arn = arnOfId(from, value)
    if (arn !== undefined) ids.set(arn, value)
    return arn ?? value
  })
  return { text, principalIds: Object.fromEntries(ids) }
}

function keptForm(from: Reader, value: string): string {
  if (value === '*') return value
  if (/^\d{12}$/.test(value)) return `arn:${findAccount(from, value)?.partition ?? 'aws'}:iam::${value}:root`
  if (/^A(?:ROA|IDA)[A-Z0-9]+$/.test(value)) {
    if (arnOfId(from, value) === undefined) throw invalidPrincipal(value)
    return value
  }
  const arn = parseArn(value)
  if (arn?.service === 'iam' && arn.resource === 'root') return value
  if (arn?.service === 'sts' && findAccount(from, arn.account) !== undefined) return keptSession(from, value)
  const found = findPrincipalId(from, value)
  if (found === 'missing') throw invalidPrincipal(value)
  // Other accounts' principals cannot be looked up here; they are kept as they are written.
  return found === 'foreign' ? value : found.id
}

/** The unique id of a role or user; `foreign` when its account is not ours. */
export function findPrincipalId(from: Reader, arn: string): { readonly id: string } | 'missing' | 'foreign' {
  const account = parseArn(arn)?.account ?? ''
  if (!/^\d{12}$/.test(account)) return 'missing'
  if (findAccount(from, account) === undefined) return 'foreign'
  const holder = findHolderByArn(from, 'role', arn) ?? findHolderByArn(from, 'user', arn)
  return holder === undefined ? 'missing' : { id: holder.id }
}

/** A session of a role is named by the role's name, so AWS keeps it as it is. */
function keptSession(from: Reader, value: string): string {
  const [kind, name] = parseArn(value)!.resource.split('/') as [string, string | undefined]
  if (kind === 'federated-user') return value
  const role =
    kind === 'assumed-role' && name !== undefined
      ? findHolder(from, 'role', parseArn(value)!.account, name)
      : undefined
  if (role === undefined) throw invalidPrincipal(value)
  return value
}

function arnOfId(from: Reader, id: string): string | undefined {
  const kind = id.startsWith('AROA') ? 'role' : id.startsWith('AIDA') ? 'user' : undefined
  const holder = kind === undefined ? undefined : findHolderById(from, kind, id)
  return holder === undefined ? undefined : arnOfHolder(kind!, holder)
}

/** The document, compact, with every AWS principal replaced. Expects a trust policy that was parsed before. */
function mapPrincipals(text: string, map: (value: string) => string): string {
  const document = JSON.parse(text) as { Statement: unknown }
  const statements = [document.Statement].flat() as { Principal?: { AWS?: string | string[] } }[]
  for (const { Principal: principal } of statements) {
    if (typeof principal !== 'object' || principal.AWS === undefined) continue
    principal.AWS = typeof principal.AWS === 'string' ? map(principal.AWS) : principal.AWS.map(map)
  }
  return JSON.stringify(document)
}
