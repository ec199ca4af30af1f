/** Reads what GetCallerIdentity answered in JSON. */
import { parseArn, isPartition } from '../../../arn/index.ts'
import { textOf, valueAt } from '../../api/index.ts'
import type { CallerIdentity } from '../needs.ts'

export type ReadCaller =
  | { readonly ok: true; readonly who: CallerIdentity }
  | { readonly ok: false; readonly problem: string }

export function readCaller(body: string, accessKeyId: string): ReadCaller {
  let answer: unknown
  try {
    answer = JSON.parse(body)
  } catch {
    return bad('the answer is not JSON')
  }
  const member = (name: string): string =>
    textOf(valueAt(answer, 'GetCallerIdentityResponse', 'GetCallerIdentityResult', name)) ?? ''
  const [arn, accountId, userId] = [member('Arn'), member('Account'), member('UserId')]
  const canonical = canonicalize(arn)
  if (!canonical.ok) return canonical
  // Whole for a federated user: before the colon stands the account alone, as for root.
  if (canonical.kind !== 'assumed-role' && canonical.kind !== 'role')
    return {
      ok: true,
      who: {
        arn,
        canonicalArn: canonical.arn,
        accountId,
        principalId: userId,
        userId,
        sessionName: '',
        accessKeyId,
      },
    }
  const [principalId = '', sessionName, ...rest] = userId.split(':')
  if (sessionName === undefined || rest.length > 0) return bad(`malformed UserID ${JSON.stringify(userId)}`)
  return {
    ok: true,
    who: { arn, canonicalArn: canonical.arn, accountId, principalId, userId, sessionName, accessKeyId },
  }
}

const bad = (detail: string) => ({ ok: false, problem: `sts getCallerIdentity failed: ${detail}` }) as const

export type Canonical =
  | { readonly ok: true; readonly kind: string; readonly arn: string }
  | { readonly ok: false; readonly problem: string }

/** The ARN of the role in place of that of a session; users, root and federated users as they are. */
export function canonicalize(text: string): Canonical {
  const parsed = parseArn(text)
  if (parsed === undefined) return bad(`arn '${text}' is invalid`)
  const { partition, service, account, resource } = parsed
  if (!isPartition(partition)) return bad(`arn '${text}' does not have a recognized partition`)
  const [kind = '', ...rest] = resource.split('/')
  if (service === 'iam' && ['role', 'user', 'root'].includes(kind)) return { ok: true, kind, arn: text }
  if (service === 'sts' && kind === 'federated-user') return { ok: true, kind, arn: text }
  if (service === 'sts' && kind === 'assumed-role')
    return rest.length < 2
      ? bad(`assumed-role arn '${text}' does not have a role`)
      : { ok: true, kind, arn: `arn:${partition}:iam::${account}:role/${rest.slice(0, -1).join('/')}` }
  return service === 'iam' || service === 'sts'
    ? bad(`unrecognized resource ${resource} for service ${service}`)
    : bad(`service ${service} in arn ${text} is not a valid service for identities`)
}
