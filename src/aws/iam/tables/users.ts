/** What IAM does with users, their passwords, policies and boundaries. */
import type { Operations } from './operations.ts'
import type { IamNeeds } from '../needs.ts'
import { attachUserPolicy } from '../operations/attach-user-policy.ts'
import { changePassword } from '../operations/change-password.ts'
import { createLoginProfile } from '../operations/create-login-profile.ts'
import { createUser } from '../operations/create-user.ts'
import { deleteLoginProfile } from '../operations/delete-login-profile.ts'
import { deleteUser } from '../operations/delete-user.ts'
import { deleteUserPermissionsBoundary } from '../operations/delete-user-permissions-boundary.ts'
import { deleteUserPolicy } from '../operations/delete-user-policy.ts'
import { detachUserPolicy } from '../operations/detach-user-policy.ts'
import { getLoginProfile } from '../operations/get-login-profile.ts'
import { getUser } from '../operations/get-user.ts'
import { getUserPolicy } from '../operations/get-user-policy.ts'
import { listAttachedUserPolicies } from '../operations/list-attached-user-policies.ts'
import { listUserPolicies } from '../operations/list-user-policies.ts'
import { listUserTags } from '../operations/list-user-tags.ts'
import { listUsers } from '../operations/list-users.ts'
import { putUserPermissionsBoundary } from '../operations/put-user-permissions-boundary.ts'
import { putUserPolicy } from '../operations/put-user-policy.ts'
import { tagUser } from '../operations/tag-user.ts'
import { untagUser } from '../operations/untag-user.ts'
import { updateLoginProfile } from '../operations/update-login-profile.ts'
import { updateUser } from '../operations/update-user.ts'

export const userOperations = (needs: IamNeeds): Operations => ({
  AttachUserPolicy: attachUserPolicy(needs),
  ChangePassword: changePassword(needs),
  CreateLoginProfile: createLoginProfile(needs),
  CreateUser: createUser(needs),
  DeleteLoginProfile: deleteLoginProfile(needs),
  DeleteUser: deleteUser(needs),
  DeleteUserPermissionsBoundary: deleteUserPermissionsBoundary(needs),
  DeleteUserPolicy: deleteUserPolicy(needs),
  DetachUserPolicy: detachUserPolicy(needs),
  GetLoginProfile: getLoginProfile(needs),
  GetUser: getUser(needs),
  GetUserPolicy: getUserPolicy(needs),
  ListAttachedUserPolicies: listAttachedUserPolicies(needs),
  ListUserPolicies: listUserPolicies(needs),
  ListUserTags: listUserTags(needs),
  ListUsers: listUsers(needs),
  PutUserPermissionsBoundary: putUserPermissionsBoundary(needs),
  PutUserPolicy: putUserPolicy(needs),
  TagUser: tagUser(needs),
  UntagUser: untagUser(needs),
  UpdateLoginProfile: updateLoginProfile(needs),
  UpdateUser: updateUser(needs),
})
