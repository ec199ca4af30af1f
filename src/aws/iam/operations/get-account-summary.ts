/** GetAccountSummary: how many entities the account has, and how many it may have. */
import type { Operation } from '../../protocol/index.ts'
import { onAccount } from '../authorize.ts'
import { holdersPrefix, policiesPrefix, providersPrefix } from '../keys.ts'
import type { PolicyRecord } from '../model.ts'
import { mfaDevices } from '../mfa-devices.ts'
import { countNamed, listNamed } from '../named.ts'
import type { IamNeeds } from '../needs.ts'
import { quotas } from '../quotas.ts'
import { findAccount } from '../store.ts'

export const getAccountSummary = (needs: IamNeeds): Operation<object> => ({
  authorize: onAccount('iam:GetAccountSummary'),
  invoke: (_, call) => {
    const { store } = needs
    const policies = store.list<PolicyRecord>(policiesPrefix(call.account))
    const devices = listNamed(store, mfaDevices, call.account)
    const account = findAccount(store, call.account)
    const rootKeys = account?.rootAccessKeyIds.length ?? 0
    return {
      SummaryMap: {
        Users: store.list(holdersPrefix('user', call.account)).length,
        UsersQuota: quotas.UsersPerAccount,
        Groups: store.list(holdersPrefix('group', call.account)).length,
        GroupsQuota: quotas.GroupsPerAccount,
        GroupsPerUserQuota: quotas.GroupsPerUser,
        GroupPolicySizeQuota: quotas.inlinePolicySizePerGroup,
        AttachedPoliciesPerGroupQuota: quotas.PoliciesPerGroup,
        Roles: store.list(holdersPrefix('role', call.account)).length,
        RolesQuota: quotas.RolesPerAccount,
        InstanceProfiles: countNamed(store, 'instance-profile', call.account),
        InstanceProfilesQuota: quotas.InstanceProfilesPerAccount,
        AccountPasswordPresent: 0,
        Policies: policies.length,
        PoliciesQuota: quotas.PoliciesPerAccount,
        PolicySizeQuota: quotas.PolicySize,
        PolicyVersionsInUse: policies.reduce((sum, { value }) => sum + value.versions.length, 0),
        VersionsPerPolicyQuota: quotas.VersionsPerPolicy,
        Providers:
          store.list(providersPrefix(call.account)).length + countNamed(store, 'saml-provider', call.account),
        UserPolicySizeQuota: quotas.inlinePolicySizePerUser,
        RolePolicySizeQuota: quotas.inlinePolicySizePerRole,
        AssumeRolePolicySizeQuota: quotas.ACLSizePerRole,
        AttachedPoliciesPerRoleQuota: quotas.PoliciesPerRole,
        AttachedPoliciesPerUserQuota: quotas.PoliciesPerUser,
        AccessKeysPerUserQuota: quotas.AccessKeysPerUser,
        AccountAccessKeysPresent: rootKeys > 0 ? 1 : 0,
        AccountMFAEnabled: 0,
        MFADevices: devices.length,
        MFADevicesInUse: devices.filter((device) => device.userId !== undefined).length,
        ServerCertificates: countNamed(store, 'server-certificate', call.account),
        ServerCertificatesQuota: quotas.ServerCertificatesPerAccount,
        SigningCertificatesPerUserQuota: quotas.CertificatesPerUser,
        AccountSigningCertificatesPresent: 0,
        GlobalEndpointTokenVersion: account?.globalEndpointTokenVersion ?? 1,
      },
    }
  },
})
