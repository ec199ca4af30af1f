/** The two policies that AWS itself gives each organization, which allow everything. */
import type { PolicyRecord, PolicyType } from './model.ts'

export const managedPolicies: readonly PolicyRecord[] = [
  {
    id: 'p-FullAWSAccess',
    name: 'FullAWSAccess',
    description: 'Allows access to every operation',
    type: 'SERVICE_CONTROL_POLICY',
    content: JSON.stringify(
      { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
      undefined,
      2,
    ),
    tags: [],
    awsManaged: true,
  },
  {
    id: 'p-RCPFullAWSAccess',
    name: 'RCPFullAWSAccess',
    description: 'Allows all access to every resource',
    type: 'RESOURCE_CONTROL_POLICY',
    content: JSON.stringify(
      { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] },
      undefined,
      2,
    ),
    tags: [],
    awsManaged: true,
  },
]

export const fullAccessOf = (type: PolicyType): PolicyRecord =>
  managedPolicies.find((policy) => policy.type === type)!
