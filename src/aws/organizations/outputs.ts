/** Organizations' documents as callers are shown them. */
import type { Reader } from '../../store/index.ts'
import { organizationArn, policyArn, targetArn } from './arns.ts'
import type { CreationRecord, MemberRecord, OrganizationRecord, PolicyRecord, UnitRecord } from './model.ts'
import { pathTo } from './path.ts'
import type { Target } from './store.ts'

export const organizationOutput = (organization: OrganizationRecord) => ({
  Id: organization.id,
  Arn: organizationArn(organization),
  FeatureSet: 'ALL',
  MasterAccountArn: targetArn(organization, organization.managementAccount),
  MasterAccountId: organization.managementAccount,
  MasterAccountEmail: organization.managementEmail,
  // AWS's own advice is to read the root's policy types instead: this list says the same whatever is enabled.
  AvailablePolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
})

export const rootOutput = (organization: OrganizationRecord) => ({
  Id: organization.rootId,
  Arn: targetArn(organization, organization.rootId),
  Name: 'Root',
  PolicyTypes: organization.enabledPolicyTypes.map((Type) => ({ Type, Status: 'ENABLED' })),
})

export const accountOutput = (from: Reader, organization: OrganizationRecord, member: MemberRecord) => ({
  Id: member.id,
  Arn: targetArn(organization, member.id),
  Email: member.email,
  Name: member.name,
  Status: member.status,
  State: member.status,
  Paths: [`${pathTo(from, organization, member.parent)}${member.id}/`],
  JoinedMethod: member.joinedMethod,
  JoinedTimestamp: new Date(member.joinedAt),
})

export const unitOutput = (from: Reader, organization: OrganizationRecord, unit: UnitRecord) => ({
  Id: unit.id,
  Arn: targetArn(organization, unit.id),
  Name: unit.name,
  Path: pathTo(from, organization, unit.id),
})

export const policySummary = (organization: OrganizationRecord, policy: PolicyRecord) => ({
  Id: policy.id,
  Arn: policyArn(organization, policy),
  Name: policy.name,
  Description: policy.description,
  Type: policy.type,
  AwsManaged: policy.awsManaged === true,
})

export const policyOutput = (organization: OrganizationRecord, policy: PolicyRecord) => ({
  PolicySummary: policySummary(organization, policy),
  Content: policy.content,
})

export const targetOutput = (organization: OrganizationRecord, { id, name, type }: Target) => ({
  TargetId: id,
  Arn: targetArn(organization, id),
  Name: name,
  Type: type,
})

export const creationOutput = (creation: CreationRecord) => ({
  Id: creation.id,
  AccountName: creation.accountName,
  State: creation.state,
  RequestedTimestamp: new Date(creation.requestedAt),
  CompletedTimestamp: new Date(creation.completedAt),
  ...(creation.account !== undefined && { AccountId: creation.account }),
  ...(creation.failureReason !== undefined && { FailureReason: creation.failureReason }),
})
