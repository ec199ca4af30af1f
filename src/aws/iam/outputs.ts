/** IAM's records in the shapes of its answers. */
import type { Reader } from '../../store/index.ts'
import { arnOfHolder } from './arns.ts'
import { encodeDocument } from './documents.ts'
import type { GroupRecord, Holder, HolderKind, RoleRecord, Tag, UserRecord } from './model.ts'
import type { IamParts } from './needs.ts'
import type { ManagedPolicy, ManagedPolicyVersion } from './policies.ts'
import { listAttachments } from './store.ts'
import { showTrustPolicy } from './trust-principals.ts'

export interface HolderExtras {
  readonly PermissionsBoundary?: {
    readonly PermissionsBoundaryType: 'Policy'
    readonly PermissionsBoundaryArn: string
  }
  readonly Tags?: readonly Tag[]
}

export interface RoleOutput extends HolderExtras {
  readonly Path: string
  readonly RoleName: string
  readonly RoleId: string
  readonly Arn: string
  readonly CreateDate: Date
  readonly AssumeRolePolicyDocument: string
  readonly Description?: string
  readonly MaxSessionDuration?: number
  readonly RoleLastUsed?: { readonly LastUsedDate?: Date; readonly Region?: string }
}

export interface UserOutput extends HolderExtras {
  readonly Path: string
  readonly UserName: string
  readonly UserId: string
  readonly Arn: string
  readonly CreateDate: Date
}

/** A role as CreateRole shows it, before what only later reads tell. */
export const newRoleOutput = (from: Reader, role: RoleRecord): RoleOutput => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: role.id,
  Arn: arnOfHolder('role', role),
  CreateDate: new Date(role.createdAt),
  AssumeRolePolicyDocument: encodeDocument(showTrustPolicy(from, role.trustPolicy).text),
})

/** A role as lists show it: without its tags, its boundary and its last use. */
export const listedRoleOutput = (from: Reader, role: RoleRecord): RoleOutput => ({
  ...newRoleOutput(from, role),
  ...(role.description === undefined ? {} : { Description: role.description }),
  MaxSessionDuration: role.maxSessionDuration,
})

export const roleOutput = (needs: IamParts, role: RoleRecord): RoleOutput => ({
  ...listedRoleOutput(needs.store, role),
  ...holderExtras(role),
  RoleLastUsed: roleLastUsed(needs, role),
})

/** AWS tells nothing of earlier uses: 400 days. */
export const reportedFor = 400 * 86_400_000

/** Empty where nothing is known, as AWS answers for a role that was never used. */
export function roleLastUsed(needs: IamParts, role: RoleRecord): NonNullable<RoleOutput['RoleLastUsed']> {
  const used = needs.lastUse.ofPrincipal(role.id)
  return used === undefined || used.at < needs.clock() - reportedFor
    ? {}
    : { LastUsedDate: new Date(used.at), Region: used.region }
}

/** A user as lists show it. */
export const listedUserOutput = (user: UserRecord): UserOutput => ({
  Path: user.path,
  UserName: user.name,
  UserId: user.id,
  Arn: arnOfHolder('user', user),
  CreateDate: new Date(user.createdAt),
})

export const userOutput = (user: UserRecord): UserOutput => ({
  ...listedUserOutput(user),
  ...holderExtras(user),
})

export interface GroupOutput {
  readonly Path: string
  readonly GroupName: string
  readonly GroupId: string
  readonly Arn: string
  readonly CreateDate: Date
}

export const groupOutput = (group: GroupRecord): GroupOutput => ({
  Path: group.path,
  GroupName: group.name,
  GroupId: group.id,
  Arn: arnOfHolder('group', group),
  CreateDate: new Date(group.createdAt),
})

/** The boundary and the tags, each only where there is one. */
export const holderExtras = (holder: Holder): HolderExtras => ({
  ...(holder.boundary === undefined
    ? {}
    : {
        PermissionsBoundary: {
          PermissionsBoundaryType: 'Policy',
          PermissionsBoundaryArn: holder.boundary,
        },
      }),
  ...(holder.tags.length === 0 ? {} : { Tags: holder.tags }),
})

export interface PolicyOutput {
  readonly PolicyName: string
  readonly PolicyId: string
  readonly Arn: string
  readonly Path: string
  readonly DefaultVersionId: string
  readonly AttachmentCount: number
  readonly PermissionsBoundaryUsageCount: number
  readonly IsAttachable: boolean
  readonly Description?: string
  readonly CreateDate: Date
  readonly UpdateDate: Date
  readonly Tags?: readonly Tag[]
}

/** A policy as lists show it: without its description and tags. */
export function listedPolicyOutput(from: Reader, account: string, policy: ManagedPolicy): PolicyOutput {
  const uses = listAttachments(from, account, policy.arn)
  const attached = uses.filter((use) => use.usage === 'PermissionsPolicy').length
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    AttachmentCount: attached,
    PermissionsBoundaryUsageCount: uses.length - attached,
    IsAttachable: true,
    CreateDate: new Date(policy.createdAt),
    UpdateDate: new Date(policy.updatedAt),
  }
}

export const policyOutput = (from: Reader, account: string, policy: ManagedPolicy): PolicyOutput => ({
  ...listedPolicyOutput(from, account, policy),
  ...(policy.description === undefined ? {} : { Description: policy.description }),
  Tags: policy.tags,
})

export interface PolicyVersionOutput {
  readonly Document?: string
  readonly VersionId: string
  readonly IsDefaultVersion: boolean
  readonly CreateDate: Date
}

/** A version as lists show it: without its document. */
export const listedVersionOutput = (
  policy: Pick<ManagedPolicy, 'defaultVersionId'>,
  version: Pick<ManagedPolicyVersion, 'id' | 'createdAt'>,
): PolicyVersionOutput => ({
  VersionId: version.id,
  IsDefaultVersion: version.id === policy.defaultVersionId,
  CreateDate: new Date(version.createdAt),
})

export const versionOutput = (policy: ManagedPolicy, version: ManagedPolicyVersion): PolicyVersionOutput => ({
  Document: encodeDocument(version.document()),
  ...listedVersionOutput(policy, version),
})

const nouns = { role: 'Role', user: 'User', group: 'Group' } as const

/** What names a role, user or group in answers. */
export const namesOf = (kind: HolderKind, holder: Holder): Readonly<Record<string, string>> => ({
  [`${nouns[kind]}Name`]: holder.name,
  [`${nouns[kind]}Id`]: holder.id,
})
