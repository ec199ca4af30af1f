/** GetAccountAuthorizationDetails: every user, group, role and used policy of the account with all documents. */
import type { Call, Operation } from '../../protocol/index.ts'
import { onAccount } from '../authorize.ts'
import { listAttachedPolicies } from '../attached-policies.ts'
import { encodeDocument } from '../documents.ts'
import { profileOutput, profilesOfRole } from '../instance-profiles.ts'
import type { Holder, HolderKind } from '../model.ts'
import { groupsOf } from '../members.ts'
import type { IamParts } from '../needs.ts'
import {
  listedPolicyOutput,
  groupOutput,
  listedUserOutput,
  newRoleOutput,
  holderExtras,
  roleLastUsed,
  versionOutput,
} from '../outputs.ts'
import { type PageInput, pageOf } from '../paging.ts'
import { findPolicy, listOwnPolicies, type ManagedPolicy } from '../policies.ts'
import { listHolders, usedPolicies } from '../store.ts'

type Filter = 'User' | 'Role' | 'Group' | 'LocalManagedPolicy' | 'AWSManagedPolicy'

interface GetAccountAuthorizationDetailsInput extends PageInput {
  readonly Filter?: readonly Filter[]
}

interface Row {
  readonly filter: Filter
  readonly key: string
  detail(): unknown
}

export const getAccountAuthorizationDetails = (
  needs: IamParts,
): Operation<GetAccountAuthorizationDetailsInput> => ({
  authorize: onAccount('iam:GetAccountAuthorizationDetails'),
  invoke: (input, call) => {
    const asked = (row: Row) => !input.Filter?.length || input.Filter.includes(row.filter)
    const { items, marks } = pageOf(rowsOf(needs, call).filter(asked), input, (row) => row.key)
    const details = (...filters: readonly Filter[]) =>
      items.filter((row) => filters.includes(row.filter)).map((row) => row.detail())
    return {
      UserDetailList: details('User'),
      GroupDetailList: details('Group'),
      RoleDetailList: details('Role'),
      Policies: details('LocalManagedPolicy', 'AWSManagedPolicy'),
      ...marks,
    }
  },
})

/** In the order of their keys, which the number in front gives. */
function rowsOf(needs: IamParts, call: Call): readonly Row[] {
  const { store } = needs
  const { account } = call
  const used = usedPolicies(store, account)
  const usedArns = [...new Set([...used.PermissionsPolicy, ...used.PermissionsBoundary])]
  const awsPolicies = usedArns
    .map((arn) => findPolicy(store, account, arn))
    .filter((policy) => policy !== undefined && policy.record === undefined) as ManagedPolicy[]
  const keyed = (number: number, name: string) => `${number}${name.toLowerCase()}`
  const rows: readonly Row[] = [
    ...listHolders(store, 'user', account).map((user) => ({
      filter: 'User' as const,
      key: keyed(1, user.name),
      detail: () => ({
        ...listedUserOutput(user),
        ...holderExtras(user),
        UserPolicyList: inlineDetails(user),
        GroupList: groupsOf(store, user).map((group) => group.name),
        AttachedManagedPolicies: attachedDetails(needs, call, 'user', user),
      }),
    })),
    ...listHolders(store, 'group', account).map((group) => ({
      filter: 'Group' as const,
      key: keyed(2, group.name),
      detail: () => ({
        ...groupOutput(group),
        GroupPolicyList: inlineDetails(group),
        AttachedManagedPolicies: attachedDetails(needs, call, 'group', group),
      }),
    })),
    ...listHolders(store, 'role', account).map((role) => ({
      filter: 'Role' as const,
      key: keyed(3, role.name),
      detail: () => ({
        ...newRoleOutput(store, role),
        ...holderExtras(role),
        RoleLastUsed: roleLastUsed(needs, role),
        InstanceProfileList: profilesOfRole(store, role).map((profile) => profileOutput(store, profile)),
        RolePolicyList: inlineDetails(role),
        AttachedManagedPolicies: attachedDetails(needs, call, 'role', role),
      }),
    })),
    ...listOwnPolicies(store, account).map((policy) => ({
      filter: 'LocalManagedPolicy' as const,
      key: keyed(4, policy.name),
      detail: () => policyDetail(needs, call, policy),
    })),
    ...awsPolicies.map((policy) => ({
      filter: 'AWSManagedPolicy' as const,
      key: keyed(5, policy.name),
      detail: () => policyDetail(needs, call, policy),
    })),
  ]
  return rows.toSorted((a, b) => (a.key < b.key ? -1 : 1))
}

const inlineDetails = (holder: Holder) =>
  holder.inlinePolicies.map(({ name, document }) => ({
    PolicyName: name,
    PolicyDocument: encodeDocument(document),
  }))

const attachedDetails = (needs: IamParts, { partition, account }: Call, kind: HolderKind, holder: Holder) =>
  listAttachedPolicies(needs, { kind, partition, account, name: holder.name }, {}).AttachedPolicies

const policyDetail = (needs: IamParts, call: Call, policy: ManagedPolicy) => ({
  ...listedPolicyOutput(needs.store, call.account, policy),
  ...(policy.description === undefined ? {} : { Description: policy.description }),
  PolicyVersionList: policy.versions.map((version) => versionOutput(policy, version)),
})
