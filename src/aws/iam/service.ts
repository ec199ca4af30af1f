/** IAM as a service: its operations by name, and what it tells other rooms. */
import type { Operation, ServiceDefinition } from '../protocol/index.ts'
import { createAccount, type NewAccount } from './account.ts'
import { createLookups, type IamLookups } from './lookups.ts'
import type { IamNeeds } from './needs.ts'
import { addClientIDToOpenIDConnectProvider } from './operations/add-client-id-to-open-id-connect-provider.ts'
import { addRoleToInstanceProfile } from './operations/add-role-to-instance-profile.ts'
import { addUserToGroup } from './operations/add-user-to-group.ts'
import { attachGroupPolicy } from './operations/attach-group-policy.ts'
import { attachRolePolicy } from './operations/attach-role-policy.ts'
import { attachUserPolicy } from './operations/attach-user-policy.ts'
import { changePassword } from './operations/change-password.ts'
import { createAccessKey } from './operations/create-access-key.ts'
import { createAccountAlias } from './operations/create-account-alias.ts'
import { createGroup } from './operations/create-group.ts'
import { createInstanceProfile } from './operations/create-instance-profile.ts'
import { createLoginProfile } from './operations/create-login-profile.ts'
import { createOpenIDConnectProvider } from './operations/create-open-id-connect-provider.ts'
import { createPolicyVersion } from './operations/create-policy-version.ts'
import { createPolicy } from './operations/create-policy.ts'
import { createRole } from './operations/create-role.ts'
import { createSAMLProvider } from './operations/create-saml-provider.ts'
import { createServiceLinkedRole } from './operations/create-service-linked-role.ts'
import { createServiceSpecificCredential } from './operations/create-service-specific-credential.ts'
import { createUser } from './operations/create-user.ts'
import { createVirtualMFADevice } from './operations/create-virtual-mfa-device.ts'
import { deactivateMFADevice } from './operations/deactivate-mfa-device.ts'
import { deleteAccessKey } from './operations/delete-access-key.ts'
import { deleteAccountAlias } from './operations/delete-account-alias.ts'
import { deleteAccountPasswordPolicy } from './operations/delete-account-password-policy.ts'
import { deleteGroupPolicy } from './operations/delete-group-policy.ts'
import { deleteGroup } from './operations/delete-group.ts'
import { deleteInstanceProfile } from './operations/delete-instance-profile.ts'
import { deleteLoginProfile } from './operations/delete-login-profile.ts'
import { deleteOpenIDConnectProvider } from './operations/delete-open-id-connect-provider.ts'
import { deletePolicyVersion } from './operations/delete-policy-version.ts'
import { deletePolicy } from './operations/delete-policy.ts'
import { deleteRolePermissionsBoundary } from './operations/delete-role-permissions-boundary.ts'
import { deleteRolePolicy } from './operations/delete-role-policy.ts'
import { deleteRole } from './operations/delete-role.ts'
import { deleteSAMLProvider } from './operations/delete-saml-provider.ts'
import { deleteServerCertificate } from './operations/delete-server-certificate.ts'
import { deleteServiceLinkedRole } from './operations/delete-service-linked-role.ts'
import { deleteServiceSpecificCredential } from './operations/delete-service-specific-credential.ts'
import { deleteSigningCertificate } from './operations/delete-signing-certificate.ts'
import { deleteSSHPublicKey } from './operations/delete-ssh-public-key.ts'
import { deleteUserPermissionsBoundary } from './operations/delete-user-permissions-boundary.ts'
import { deleteUserPolicy } from './operations/delete-user-policy.ts'
import { deleteUser } from './operations/delete-user.ts'
import { deleteVirtualMFADevice } from './operations/delete-virtual-mfa-device.ts'
import { detachGroupPolicy } from './operations/detach-group-policy.ts'
import { detachRolePolicy } from './operations/detach-role-policy.ts'
import { detachUserPolicy } from './operations/detach-user-policy.ts'
import { enableMFADevice } from './operations/enable-mfa-device.ts'
import { generateCredentialReport } from './operations/generate-credential-report.ts'
import { getAccessKeyLastUsed } from './operations/get-access-key-last-used.ts'
import { getAccountAuthorizationDetails } from './operations/get-account-authorization-details.ts'
import { getAccountPasswordPolicy } from './operations/get-account-password-policy.ts'
import { getAccountSummary } from './operations/get-account-summary.ts'
import { getContextKeysForCustomPolicy } from './operations/get-context-keys-for-custom-policy.ts'
import { getContextKeysForPrincipalPolicy } from './operations/get-context-keys-for-principal-policy.ts'
import { getCredentialReport } from './operations/get-credential-report.ts'
import { getGroupPolicy } from './operations/get-group-policy.ts'
import { getGroup } from './operations/get-group.ts'
import { getInstanceProfile } from './operations/get-instance-profile.ts'
import { getLoginProfile } from './operations/get-login-profile.ts'
import { getMFADevice } from './operations/get-mfa-device.ts'
import { getOpenIDConnectProvider } from './operations/get-open-id-connect-provider.ts'
import { getPolicyVersion } from './operations/get-policy-version.ts'
import { getPolicy } from './operations/get-policy.ts'
import { getRolePolicy } from './operations/get-role-policy.ts'
import { getRole } from './operations/get-role.ts'
import { getSAMLProvider } from './operations/get-saml-provider.ts'
import { getServerCertificate } from './operations/get-server-certificate.ts'
import { getServiceLinkedRoleDeletionStatus } from './operations/get-service-linked-role-deletion-status.ts'
import { getSSHPublicKey } from './operations/get-ssh-public-key.ts'
import { getUserPolicy } from './operations/get-user-policy.ts'
import { getUser } from './operations/get-user.ts'
import { listAccessKeys } from './operations/list-access-keys.ts'
import { listAccountAliases } from './operations/list-account-aliases.ts'
import { listAttachedGroupPolicies } from './operations/list-attached-group-policies.ts'
import { listAttachedRolePolicies } from './operations/list-attached-role-policies.ts'
import { listAttachedUserPolicies } from './operations/list-attached-user-policies.ts'
import { listEntitiesForPolicy } from './operations/list-entities-for-policy.ts'
import { listGroupPolicies } from './operations/list-group-policies.ts'
import { listGroupsForUser } from './operations/list-groups-for-user.ts'
import { listGroups } from './operations/list-groups.ts'
import { listInstanceProfileTags } from './operations/list-instance-profile-tags.ts'
import { listInstanceProfilesForRole } from './operations/list-instance-profiles-for-role.ts'
import { listInstanceProfiles } from './operations/list-instance-profiles.ts'
import { listMFADeviceTags } from './operations/list-mfa-device-tags.ts'
import { listMFADevices } from './operations/list-mfa-devices.ts'
import { listOpenIDConnectProviderTags } from './operations/list-open-id-connect-provider-tags.ts'
import { listOpenIDConnectProviders } from './operations/list-open-id-connect-providers.ts'
import { listPoliciesGrantingServiceAccess } from './operations/list-policies-granting-service-access.ts'
import { listPolicies } from './operations/list-policies.ts'
import { listPolicyTags } from './operations/list-policy-tags.ts'
import { listPolicyVersions } from './operations/list-policy-versions.ts'
import { listRolePolicies } from './operations/list-role-policies.ts'
import { listRoleTags } from './operations/list-role-tags.ts'
import { listRoles } from './operations/list-roles.ts'
import { listSAMLProviderTags } from './operations/list-saml-provider-tags.ts'
import { listSAMLProviders } from './operations/list-saml-providers.ts'
import { listServerCertificateTags } from './operations/list-server-certificate-tags.ts'
import { listServerCertificates } from './operations/list-server-certificates.ts'
import { listServiceSpecificCredentials } from './operations/list-service-specific-credentials.ts'
import { listSigningCertificates } from './operations/list-signing-certificates.ts'
import { listSSHPublicKeys } from './operations/list-ssh-public-keys.ts'
import { listUserPolicies } from './operations/list-user-policies.ts'
import { listUserTags } from './operations/list-user-tags.ts'
import { listUsers } from './operations/list-users.ts'
import { listVirtualMFADevices } from './operations/list-virtual-mfa-devices.ts'
import { putGroupPolicy } from './operations/put-group-policy.ts'
import { putRolePermissionsBoundary } from './operations/put-role-permissions-boundary.ts'
import { putRolePolicy } from './operations/put-role-policy.ts'
import { putUserPermissionsBoundary } from './operations/put-user-permissions-boundary.ts'
import { putUserPolicy } from './operations/put-user-policy.ts'
import { removeClientIDFromOpenIDConnectProvider } from './operations/remove-client-id-from-open-id-connect-provider.ts'
import { removeRoleFromInstanceProfile } from './operations/remove-role-from-instance-profile.ts'
import { removeUserFromGroup } from './operations/remove-user-from-group.ts'
import { resetServiceSpecificCredential } from './operations/reset-service-specific-credential.ts'
import { resyncMFADevice } from './operations/resync-mfa-device.ts'
import { setDefaultPolicyVersion } from './operations/set-default-policy-version.ts'
import { setSecurityTokenServicePreferences } from './operations/set-security-token-service-preferences.ts'
import { simulateCustomPolicy } from './operations/simulate-custom-policy.ts'
import { simulatePrincipalPolicy } from './operations/simulate-principal-policy.ts'
import { tagInstanceProfile } from './operations/tag-instance-profile.ts'
import { tagMFADevice } from './operations/tag-mfa-device.ts'
import { tagOpenIDConnectProvider } from './operations/tag-open-id-connect-provider.ts'
import { tagPolicy } from './operations/tag-policy.ts'
import { tagRole } from './operations/tag-role.ts'
import { tagSAMLProvider } from './operations/tag-saml-provider.ts'
import { tagServerCertificate } from './operations/tag-server-certificate.ts'
import { tagUser } from './operations/tag-user.ts'
import { untagInstanceProfile } from './operations/untag-instance-profile.ts'
import { untagMFADevice } from './operations/untag-mfa-device.ts'
import { untagOpenIDConnectProvider } from './operations/untag-open-id-connect-provider.ts'
import { untagPolicy } from './operations/untag-policy.ts'
import { untagRole } from './operations/untag-role.ts'
import { untagSAMLProvider } from './operations/untag-saml-provider.ts'
import { untagServerCertificate } from './operations/untag-server-certificate.ts'
import { untagUser } from './operations/untag-user.ts'
import { updateAccessKey } from './operations/update-access-key.ts'
import { updateAccountPasswordPolicy } from './operations/update-account-password-policy.ts'
import { updateAssumeRolePolicy } from './operations/update-assume-role-policy.ts'
import { updateGroup } from './operations/update-group.ts'
import { updateLoginProfile } from './operations/update-login-profile.ts'
import { updateOpenIDConnectProviderThumbprint } from './operations/update-open-id-connect-provider-thumbprint.ts'
import { updateRoleDescription } from './operations/update-role-description.ts'
import { updateRole } from './operations/update-role.ts'
import { updateSAMLProvider } from './operations/update-saml-provider.ts'
import { updateServerCertificate } from './operations/update-server-certificate.ts'
import { updateServiceSpecificCredential } from './operations/update-service-specific-credential.ts'
import { updateSigningCertificate } from './operations/update-signing-certificate.ts'
import { updateSSHPublicKey } from './operations/update-ssh-public-key.ts'
import { updateUser } from './operations/update-user.ts'
import { uploadServerCertificate } from './operations/upload-server-certificate.ts'
import { uploadSigningCertificate } from './operations/upload-signing-certificate.ts'
import { uploadSSHPublicKey } from './operations/upload-ssh-public-key.ts'
import { closedToBareSessions } from './session-callers.ts'

export interface Iam extends IamLookups {
  readonly service: ServiceDefinition
  /** Makes an account with an administrator; false when it was there already. */
  createAccount(facts: NewAccount): Promise<boolean>
}

export const createIam = (needs: IamNeeds): Iam => ({
  ...createLookups(needs),
  service: { model: 'iam', operations: closed(operationsOf(needs)) },
  createAccount: (facts) => createAccount(needs, facts),
})

const closed = (operations: ServiceDefinition['operations']): ServiceDefinition['operations'] =>
  Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [name, closedToBareSessions(operation)]),
  )

/** What is not here answers NotImplemented by name. */
const operationsOf = (needs: IamNeeds): Readonly<Record<string, Operation>> => ({
  AddClientIDToOpenIDConnectProvider: addClientIDToOpenIDConnectProvider(needs),
  AddRoleToInstanceProfile: addRoleToInstanceProfile(needs),
  AddUserToGroup: addUserToGroup(needs),
  AttachGroupPolicy: attachGroupPolicy(needs),
  AttachRolePolicy: attachRolePolicy(needs),
  AttachUserPolicy: attachUserPolicy(needs),
  ChangePassword: changePassword(needs),
  CreateAccessKey: createAccessKey(needs),
  CreateAccountAlias: createAccountAlias(needs),
  CreateGroup: createGroup(needs),
  CreateInstanceProfile: createInstanceProfile(needs),
  CreateLoginProfile: createLoginProfile(needs),
  CreateOpenIDConnectProvider: createOpenIDConnectProvider(needs),
  CreatePolicy: createPolicy(needs),
  CreatePolicyVersion: createPolicyVersion(needs),
  CreateRole: createRole(needs),
  CreateSAMLProvider: createSAMLProvider(needs),
  CreateServiceLinkedRole: createServiceLinkedRole(needs),
  CreateServiceSpecificCredential: createServiceSpecificCredential(needs),
  CreateUser: createUser(needs),
  CreateVirtualMFADevice: createVirtualMFADevice(needs),
  DeactivateMFADevice: deactivateMFADevice(needs),
  DeleteAccessKey: deleteAccessKey(needs),
  DeleteAccountAlias: deleteAccountAlias(needs),
  DeleteAccountPasswordPolicy: deleteAccountPasswordPolicy(needs),
  DeleteGroup: deleteGroup(needs),
  DeleteGroupPolicy: deleteGroupPolicy(needs),
  DeleteInstanceProfile: deleteInstanceProfile(needs),
  DeleteLoginProfile: deleteLoginProfile(needs),
  DeleteOpenIDConnectProvider: deleteOpenIDConnectProvider(needs),
  DeletePolicy: deletePolicy(needs),
  DeletePolicyVersion: deletePolicyVersion(needs),
  DeleteRole: deleteRole(needs),
  DeleteRolePermissionsBoundary: deleteRolePermissionsBoundary(needs),
  DeleteRolePolicy: deleteRolePolicy(needs),
  DeleteSAMLProvider: deleteSAMLProvider(needs),
  DeleteSSHPublicKey: deleteSSHPublicKey(needs),
  DeleteServerCertificate: deleteServerCertificate(needs),
  DeleteServiceLinkedRole: deleteServiceLinkedRole(needs),
  DeleteServiceSpecificCredential: deleteServiceSpecificCredential(needs),
  DeleteSigningCertificate: deleteSigningCertificate(needs),
  DeleteUser: deleteUser(needs),
  DeleteUserPermissionsBoundary: deleteUserPermissionsBoundary(needs),
  DeleteUserPolicy: deleteUserPolicy(needs),
  DeleteVirtualMFADevice: deleteVirtualMFADevice(needs),
  DetachGroupPolicy: detachGroupPolicy(needs),
  DetachRolePolicy: detachRolePolicy(needs),
  DetachUserPolicy: detachUserPolicy(needs),
  EnableMFADevice: enableMFADevice(needs),
  GenerateCredentialReport: generateCredentialReport(needs),
  GetAccessKeyLastUsed: getAccessKeyLastUsed(needs),
  GetAccountAuthorizationDetails: getAccountAuthorizationDetails(needs),
  GetAccountPasswordPolicy: getAccountPasswordPolicy(needs),
  GetAccountSummary: getAccountSummary(needs),
  GetContextKeysForCustomPolicy: getContextKeysForCustomPolicy(),
  GetContextKeysForPrincipalPolicy: getContextKeysForPrincipalPolicy(needs),
  GetCredentialReport: getCredentialReport(needs),
  GetGroup: getGroup(needs),
  GetGroupPolicy: getGroupPolicy(needs),
  GetInstanceProfile: getInstanceProfile(needs),
  GetLoginProfile: getLoginProfile(needs),
  GetMFADevice: getMFADevice(needs),
  GetOpenIDConnectProvider: getOpenIDConnectProvider(needs),
  GetPolicy: getPolicy(needs),
  GetPolicyVersion: getPolicyVersion(needs),
  GetRole: getRole(needs),
  GetRolePolicy: getRolePolicy(needs),
  GetSAMLProvider: getSAMLProvider(needs),
  GetSSHPublicKey: getSSHPublicKey(needs),
  GetServerCertificate: getServerCertificate(needs),
  GetServiceLinkedRoleDeletionStatus: getServiceLinkedRoleDeletionStatus(needs),
  GetUser: getUser(needs),
  GetUserPolicy: getUserPolicy(needs),
  ListAccessKeys: listAccessKeys(needs),
  ListAccountAliases: listAccountAliases(needs),
  ListAttachedGroupPolicies: listAttachedGroupPolicies(needs),
  ListAttachedRolePolicies: listAttachedRolePolicies(needs),
  ListAttachedUserPolicies: listAttachedUserPolicies(needs),
  ListEntitiesForPolicy: listEntitiesForPolicy(needs),
  ListGroupPolicies: listGroupPolicies(needs),
  ListGroups: listGroups(needs),
  ListGroupsForUser: listGroupsForUser(needs),
  ListInstanceProfileTags: listInstanceProfileTags(needs),
  ListInstanceProfiles: listInstanceProfiles(needs),
  ListInstanceProfilesForRole: listInstanceProfilesForRole(needs),
  ListMFADeviceTags: listMFADeviceTags(needs),
  ListMFADevices: listMFADevices(needs),
  ListOpenIDConnectProviderTags: listOpenIDConnectProviderTags(needs),
  ListOpenIDConnectProviders: listOpenIDConnectProviders(needs),
  ListPolicies: listPolicies(needs),
  ListPoliciesGrantingServiceAccess: listPoliciesGrantingServiceAccess(needs),
  ListPolicyTags: listPolicyTags(needs),
  ListPolicyVersions: listPolicyVersions(needs),
  ListRolePolicies: listRolePolicies(needs),
  ListRoleTags: listRoleTags(needs),
  ListRoles: listRoles(needs),
  ListSAMLProviderTags: listSAMLProviderTags(needs),
  ListSAMLProviders: listSAMLProviders(needs),
  ListSSHPublicKeys: listSSHPublicKeys(needs),
  ListServerCertificateTags: listServerCertificateTags(needs),
  ListServerCertificates: listServerCertificates(needs),
  ListServiceSpecificCredentials: listServiceSpecificCredentials(needs),
  ListSigningCertificates: listSigningCertificates(needs),
  ListUserPolicies: listUserPolicies(needs),
  ListUserTags: listUserTags(needs),
  ListUsers: listUsers(needs),
  ListVirtualMFADevices: listVirtualMFADevices(needs),
  PutGroupPolicy: putGroupPolicy(needs),
  PutRolePermissionsBoundary: putRolePermissionsBoundary(needs),
  PutRolePolicy: putRolePolicy(needs),
  PutUserPermissionsBoundary: putUserPermissionsBoundary(needs),
  PutUserPolicy: putUserPolicy(needs),
  RemoveClientIDFromOpenIDConnectProvider: removeClientIDFromOpenIDConnectProvider(needs),
  RemoveRoleFromInstanceProfile: removeRoleFromInstanceProfile(needs),
  RemoveUserFromGroup: removeUserFromGroup(needs),
  ResetServiceSpecificCredential: resetServiceSpecificCredential(needs),
  ResyncMFADevice: resyncMFADevice(needs),
  SetDefaultPolicyVersion: setDefaultPolicyVersion(needs),
  SetSecurityTokenServicePreferences: setSecurityTokenServicePreferences(needs),
  SimulateCustomPolicy: simulateCustomPolicy(needs),
  SimulatePrincipalPolicy: simulatePrincipalPolicy(needs),
  TagInstanceProfile: tagInstanceProfile(needs),
  TagMFADevice: tagMFADevice(needs),
  TagOpenIDConnectProvider: tagOpenIDConnectProvider(needs),
  TagPolicy: tagPolicy(needs),
  TagRole: tagRole(needs),
  TagSAMLProvider: tagSAMLProvider(needs),
  TagServerCertificate: tagServerCertificate(needs),
  TagUser: tagUser(needs),
  UntagInstanceProfile: untagInstanceProfile(needs),
  UntagMFADevice: untagMFADevice(needs),
  UntagOpenIDConnectProvider: untagOpenIDConnectProvider(needs),
  UntagPolicy: untagPolicy(needs),
  UntagRole: untagRole(needs),
  UntagSAMLProvider: untagSAMLProvider(needs),
  UntagServerCertificate: untagServerCertificate(needs),
  UntagUser: untagUser(needs),
  UpdateAccessKey: updateAccessKey(needs),
  UpdateAccountPasswordPolicy: updateAccountPasswordPolicy(needs),
  UpdateAssumeRolePolicy: updateAssumeRolePolicy(needs),
  UpdateGroup: updateGroup(needs),
  UpdateLoginProfile: updateLoginProfile(needs),
  UpdateOpenIDConnectProviderThumbprint: updateOpenIDConnectProviderThumbprint(needs),
  UpdateRole: updateRole(needs),
  UpdateRoleDescription: updateRoleDescription(needs),
  UpdateSAMLProvider: updateSAMLProvider(needs),
  UpdateSSHPublicKey: updateSSHPublicKey(needs),
  UpdateServerCertificate: updateServerCertificate(needs),
  UpdateServiceSpecificCredential: updateServiceSpecificCredential(needs),
  UpdateSigningCertificate: updateSigningCertificate(needs),
  UpdateUser: updateUser(needs),
  UploadSSHPublicKey: uploadSSHPublicKey(needs),
  UploadServerCertificate: uploadServerCertificate(needs),
  UploadSigningCertificate: uploadSigningCertificate(needs),
})
