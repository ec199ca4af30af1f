/** IAM's default quotas: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */

export const quotas = {
  RolesPerAccount: 1000,
  UsersPerAccount: 5000,
  GroupsPerAccount: 300,
  GroupsPerUser: 10,
  PoliciesPerAccount: 1500,
  OpenIdConnectProvidersPerAccount: 100,
  ClientIdsPerOpenIdConnectProvider: 100,
  ThumbprintsPerOpenIdConnectProvider: 5,
  InstanceProfilesPerAccount: 1000,
  /** AWS speaks of none. */
  VirtualMFADevicesPerAccount: 40_000,
  MFADevicesPerUser: 8,
  SSHPublicKeysPerUser: 5,
  CertificatesPerUser: 2,
  ServerCertificatesPerAccount: 20,
  SAMLProvidersPerAccount: 100,
  PoliciesPerRole: 10,
  PoliciesPerUser: 10,
  PoliciesPerGroup: 10,
  AccessKeysPerUser: 2,
  VersionsPerPolicy: 5,
  TagsPerResource: 50,
  /** Characters of a managed policy; white space does not count in any of the sizes. */
  PolicySize: 6144,
  /** Characters of a trust policy. */
  ACLSizePerRole: 2048,
  /** Characters of all inline policies of one role. */
  inlinePolicySizePerRole: 10240,
  inlinePolicySizePerUser: 2048,
  inlinePolicySizePerGroup: 5120,
} as const

export type CountedQuota =
  | 'RolesPerAccount'
  | 'UsersPerAccount'
  | 'GroupsPerAccount'
  | 'GroupsPerUser'
  | 'PoliciesPerAccount'
  | 'OpenIdConnectProvidersPerAccount'
  | 'ClientIdsPerOpenIdConnectProvider'
  | 'InstanceProfilesPerAccount'
  | 'VirtualMFADevicesPerAccount'
  | 'MFADevicesPerUser'
  | 'SSHPublicKeysPerUser'
  | 'CertificatesPerUser'
  | 'ServerCertificatesPerAccount'
  | 'SAMLProvidersPerAccount'
  | 'PoliciesPerRole'
  | 'PoliciesPerUser'
  | 'PoliciesPerGroup'
  | 'AccessKeysPerUser'
  | 'PolicySize'
  | 'ACLSizePerRole'
