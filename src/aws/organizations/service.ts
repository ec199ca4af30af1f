/** Organizations as the gateway serves it, and what others ask of it. */
import type { ServiceDefinition } from '../protocol/index.ts'
import { addMember, type AddedMember, type NewMember } from './accounts/add-member.ts'
import { closeAccount } from './accounts/close-account.ts'
import { createAccount } from './accounts/create-account.ts'
import { describeAccount } from './accounts/describe-account.ts'
import { describeCreateAccountStatus } from './accounts/describe-create-account-status.ts'
import { listAccounts, listAccountsForParent } from './accounts/list-accounts.ts'
import { listCreateAccountStatus } from './accounts/list-create-account-status.ts'
import { listChildren, listParents } from './accounts/list-parents.ts'
import { moveAccount } from './accounts/move-account.ts'
import type { OrganizationsNeeds } from './needs.ts'
import { createOrganization } from './organization/create-organization.ts'
import { deleteOrganization } from './organization/delete-organization.ts'
import { describeOrganization } from './organization/describe-organization.ts'
import { disablePolicyType } from './organization/disable-policy-type.ts'
import { enablePolicyType } from './organization/enable-policy-type.ts'
import { listDelegatedAdministrators } from './organization/list-delegated-administrators.ts'
import { listRoots } from './organization/list-roots.ts'
import {
  disableServiceAccess,
  enableServiceAccess,
  listServiceAccess,
} from './organization/service-access.ts'
import { attachPolicy } from './policies/attach-policy.ts'
import { createPolicy } from './policies/create-policy.ts'
import { deletePolicy } from './policies/delete-policy.ts'
import { describePolicy } from './policies/describe-policy.ts'
import { detachPolicy } from './policies/detach-policy.ts'
import { listPoliciesForTarget } from './policies/list-policies-for-target.ts'
import { listPolicies } from './policies/list-policies.ts'
import { listTargetsForPolicy } from './policies/list-targets-for-policy.ts'
import { updatePolicy } from './policies/update-policy.ts'
import { createStandingReader, type AccountStanding } from './standing.ts'
import { change } from './store.ts'
import { listTagsForResource, tagResource, untagResource } from './tags/tag-operations.ts'
import { createUnit } from './units/create-organizational-unit.ts'
import { deleteUnit } from './units/delete-organizational-unit.ts'
import { describeUnit } from './units/describe-organizational-unit.ts'
import { listUnitsForParent } from './units/list-organizational-units-for-parent.ts'
import { updateUnit } from './units/update-organizational-unit.ts'

export interface Organizations {
  readonly service: ServiceDefinition
  /** Where an account stands in the organization; undefined for an account of none. */
  readonly standingOf: (account: string) => AccountStanding | undefined
  /** Makes a member at once, and under a wished id, for a caller of the management account. */
  readonly addMember: (caller: { readonly account: string }, wish: NewMember) => Promise<AddedMember>
}

export const createOrganizations = (needs: OrganizationsNeeds): Organizations => ({
  service: { model: 'organizations', operations: operationsOf(needs) },
  standingOf: createStandingReader(needs.store),
  addMember: (caller, wish) =>
    change(needs, caller, (txn, organization) => addMember(needs, txn, organization, wish)),
})

/** What is not here answers NotImplemented by name. */
const operationsOf = (needs: OrganizationsNeeds): ServiceDefinition['operations'] => ({
  AttachPolicy: attachPolicy(needs),
  CloseAccount: closeAccount(needs),
  CreateAccount: createAccount(needs),
  CreateOrganization: createOrganization(needs),
  CreateOrganizationalUnit: createUnit(needs),
  CreatePolicy: createPolicy(needs),
  DeleteOrganization: deleteOrganization(needs),
  DeleteOrganizationalUnit: deleteUnit(needs),
  DeletePolicy: deletePolicy(needs),
  DescribeAccount: describeAccount(needs),
  DescribeCreateAccountStatus: describeCreateAccountStatus(needs),
  DescribeOrganization: describeOrganization(needs),
  DescribeOrganizationalUnit: describeUnit(needs),
  DescribePolicy: describePolicy(needs),
  DetachPolicy: detachPolicy(needs),
  DisableAWSServiceAccess: disableServiceAccess(needs),
  DisablePolicyType: disablePolicyType(needs),
  EnableAWSServiceAccess: enableServiceAccess(needs),
  EnablePolicyType: enablePolicyType(needs),
  ListAWSServiceAccessForOrganization: listServiceAccess(needs),
  ListAccounts: listAccounts(needs),
  ListAccountsForParent: listAccountsForParent(needs),
  ListChildren: listChildren(needs),
  ListCreateAccountStatus: listCreateAccountStatus(needs),
  ListDelegatedAdministrators: listDelegatedAdministrators(needs),
  ListOrganizationalUnitsForParent: listUnitsForParent(needs),
  ListParents: listParents(needs),
  ListPolicies: listPolicies(needs),
  ListPoliciesForTarget: listPoliciesForTarget(needs),
  ListRoots: listRoots(needs),
  ListTagsForResource: listTagsForResource(needs),
  ListTargetsForPolicy: listTargetsForPolicy(needs),
  MoveAccount: moveAccount(needs),
  TagResource: tagResource(needs),
  UntagResource: untagResource(needs),
  UpdateOrganizationalUnit: updateUnit(needs),
  UpdatePolicy: updatePolicy(needs),
})
