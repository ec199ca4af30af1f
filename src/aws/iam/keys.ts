/** Under which keys IAM's documents stand. Names of entities differ by more than case, so they stand in lower case. */
import { keyOf } from '../../store/index.ts'
import type { HolderKind, PolicyUsage } from './model.ts'

const segment = (text: string): string => keyOf([text])

/**
 * Whether a document takes its time to be seen everywhere on AWS: those of users, groups, roles, policies, access keys
 * and instance profiles. Of the others Terraform asks at once and only once, so that there they must be there.
 */
export const spreads = (key: string): boolean =>
  /^iam\/(id|access-key|\d+\/(role|user|group|policy|attachment|member|instance-profile|profile-of-role))\//.test(
    key,
  )

export const accountKey = (account: string): string => `iam/account/${segment(account)}`
export const accountsPrefix = 'iam/account/'

export const idKey = (id: string): string => `iam/id/${segment(id)}`
export const accessKeyKey = (id: string): string => `iam/access-key/${segment(id)}`

export const holdersPrefix = (kind: HolderKind, account: string): string => `iam/${segment(account)}/${kind}/`
export const holderKey = (kind: HolderKind, account: string, name: string): string =>
  holdersPrefix(kind, account) + segment(name.toLowerCase())

/** Who is in a group. */
export const membersPrefix = (account: string, groupId: string): string =>
  `iam/${segment(account)}/member/${segment(groupId)}/`
export const memberKey = (account: string, groupId: string, userId: string): string =>
  membersPrefix(account, groupId) + segment(userId)

/** Things that an account keeps by name: instance profiles and the like. */
export const namedPrefix = (type: string, account: string): string => `iam/${segment(account)}/${type}/`
export const namedKey = (type: string, account: string, name: string): string =>
  namedPrefix(type, account) + segment(name.toLowerCase())

/** Which instance profiles a role is in. */
export const profilesOfRolePrefix = (account: string, roleId: string): string =>
  `iam/${segment(account)}/profile-of-role/${segment(roleId)}/`
export const profileOfRoleKey = (account: string, roleId: string, name: string): string =>
  profilesOfRolePrefix(account, roleId) + segment(name.toLowerCase())

/** An alias is one account's alone. */
export const accountAliasKey = (alias: string): string => `iam/account-alias/${segment(alias)}`

/** Whose an issuer of tokens for the world outside is. */
export const outboundIssuerKey = (id: string): string => `iam/outbound-issuer/${segment(id)}`

/** What belongs to one user. */
export const belongingsPrefix = (account: string, userId: string, type: string): string =>
  `iam/${segment(account)}/of-user/${segment(userId)}/${type}/`
export const belongingKey = (account: string, userId: string, type: string, id: string): string =>
  belongingsPrefix(account, userId, type) + segment(id)

/** What a role or user last did. */
export const principalUseKey = (id: string): string => `iam/principal-use/${segment(id)}`
export const accessKeyUseKey = (id: string): string => `iam/access-key-use/${segment(id)}`

/** Reports of who last accessed which service. */
export const accessReportsPrefix = (account: string): string => `iam/${segment(account)}/access-report/`
export const accessReportKey = (account: string, jobId: string): string =>
  accessReportsPrefix(account) + segment(jobId)

export const deletionTaskKey = (account: string, id: string): string =>
  `iam/${segment(account)}/deletion-task/${segment(id)}`

export const credentialReportKey = (account: string): string => `iam/${segment(account)}/credential-report`

export const loginProfileKey = (account: string, userId: string): string =>
  `iam/${segment(account)}/login-profile/${segment(userId)}`

export const policiesPrefix = (account: string): string => `iam/${segment(account)}/policy/`
export const policyKey = (account: string, name: string): string =>
  policiesPrefix(account) + segment(name.toLowerCase())

export const providersPrefix = (account: string): string => `iam/${segment(account)}/oidc-provider/`
/** `url` is host and path. */
export const providerKey = (account: string, url: string): string => providersPrefix(account) + segment(url)

export const attachmentsPrefix = (account: string): string => `iam/${segment(account)}/attachment/`
export const attachmentsOfPolicyPrefix = (account: string, policyArn: string): string =>
  `${attachmentsPrefix(account)}${segment(policyArn)}/`
export const attachmentKey = (
  account: string,
  policyArn: string,
  usage: PolicyUsage,
  holderId: string,
): string => `${attachmentsOfPolicyPrefix(account, policyArn)}${usage}/${segment(holderId)}`
