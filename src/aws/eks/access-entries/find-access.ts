/** As whom an IAM principal comes to a cluster: what a cluster's login asks EKS. */
import { parseArn } from '../../../arn/index.ts'
import type { Reader } from '../../../store/index.ts'
import type { ClusterRecord } from '../clusters/record.ts'
import type { ClusterName } from '../needs.ts'
import { findRecord, valuesOf } from '../store.ts'
import type { AccessEntryRecord, AccessScope } from './record.ts'

/** Who signed, as GetCallerIdentity answers. */
export interface SignedIn {
  readonly Arn: string
  /** AROA...:session, AIDA..., or the account for root. */
  readonly UserId: string
  readonly Account: string
}

export interface ClusterAccess {
  readonly authenticationMode: ClusterRecord['authenticationMode']
  /** Undefined when EKS itself knows nothing of the principal; the aws-auth ConfigMap may, where the mode lets it. */
  readonly identity?: AccessIdentity
}

export interface AccessIdentity {
  /** May hold `{{SessionName}}`, `{{SessionNameRaw}}` and `{{EC2PrivateDNSName}}`. */
  readonly username: string
  readonly groups: readonly string[]
  readonly type: string
  readonly policies: readonly { readonly policyArn: string; readonly accessScope: AccessScope }[]
}

/** Undefined when there is no such cluster. */
export function findAccess(from: Reader, cluster: ClusterName, who: SignedIn): ClusterAccess | undefined {
  const record = findRecord(from, cluster)
  if (record === undefined) return undefined
  const { authenticationMode } = record
  if (authenticationMode === 'CONFIG_MAP')
    return { authenticationMode, ...(isCreator(record, who) && { identity: administrator }) }
  const entry = valuesOf<AccessEntryRecord>(from, 'access-entry', cluster).find((each) => isOf(each, who))
  return { authenticationMode, ...(entry && { identity: identityOf(entry) }) }
}

/** What the maker of a cluster is where it has no access entries; nothing in the cluster shows it. */
const administrator: AccessIdentity = {
  username: 'kubernetes-admin',
  groups: ['system:masters'],
  type: 'STANDARD',
  policies: [],
}

const isCreator = ({ creator }: ClusterRecord, { UserId }: SignedIn): boolean =>
  creator !== undefined && creator.id === principalIdIn(UserId)

/** A principal that was deleted and made anew under its name is another one. */
function isOf({ principalId, principalArn }: AccessEntryRecord, who: SignedIn): boolean {
  if (principalId !== undefined) return principalId === principalIdIn(who.UserId)
  return canonicalArn(principalArn) === canonicalArn(who.Arn)
}

const principalIdIn = (userId: string): string => userId.split(':', 1)[0]!

/** Sessions' ARNs have no path, so the paths of roles are no part of the comparison. */
function canonicalArn(text: string): string {
  const arn = parseArn(text)
  const [kind, ...rest] = arn?.resource.split('/') ?? []
  if (arn === undefined || kind === undefined) return text
  if (kind === 'assumed-role') return `${arn.partition}:${arn.account}:role/${rest[0]}`
  return `${arn.partition}:${arn.account}:${kind}/${kind === 'role' ? rest.at(-1) : rest.join('/')}`
}

const identityOf = ({ username, kubernetesGroups, type, policies }: AccessEntryRecord): AccessIdentity => ({
  username,
  groups: kubernetesGroups,
  type,
  policies: policies.map(({ policyArn, accessScope }) => ({ policyArn, accessScope })),
})
