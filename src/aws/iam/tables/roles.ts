/** What IAM does with roles, their policies and boundaries; service-linked ones among them. */
import type { Operations } from './operations.ts'
import type { IamParts } from '../needs.ts'
import { attachRolePolicy } from '../operations/attach-role-policy.ts'
import { createRole } from '../operations/create-role.ts'
import { createServiceLinkedRole } from '../operations/create-service-linked-role.ts'
import { deleteRole } from '../operations/delete-role.ts'
import { deleteRolePermissionsBoundary } from '../operations/delete-role-permissions-boundary.ts'
import { deleteRolePolicy } from '../operations/delete-role-policy.ts'
import { deleteServiceLinkedRole } from '../operations/delete-service-linked-role.ts'
import { detachRolePolicy } from '../operations/detach-role-policy.ts'
import { getRole } from '../operations/get-role.ts'
import { getRolePolicy } from '../operations/get-role-policy.ts'
import { getServiceLinkedRoleDeletionStatus } from '../operations/get-service-linked-role-deletion-status.ts'
import { listAttachedRolePolicies } from '../operations/list-attached-role-policies.ts'
import { listRolePolicies } from '../operations/list-role-policies.ts'
import { listRoleTags } from '../operations/list-role-tags.ts'
import { listRoles } from '../operations/list-roles.ts'
import { putRolePermissionsBoundary } from '../operations/put-role-permissions-boundary.ts'
import { putRolePolicy } from '../operations/put-role-policy.ts'
import { tagRole } from '../operations/tag-role.ts'
import { untagRole } from '../operations/untag-role.ts'
import { updateAssumeRolePolicy } from '../operations/update-assume-role-policy.ts'
import { updateRole } from '../operations/update-role.ts'
import { updateRoleDescription } from '../operations/update-role-description.ts'

export const roleOperations = (needs: IamParts): Operations => ({
  AttachRolePolicy: attachRolePolicy(needs),
  CreateRole: createRole(needs),
  CreateServiceLinkedRole: createServiceLinkedRole(needs),
  DeleteRole: deleteRole(needs),
  DeleteRolePermissionsBoundary: deleteRolePermissionsBoundary(needs),
  DeleteRolePolicy: deleteRolePolicy(needs),
  DeleteServiceLinkedRole: deleteServiceLinkedRole(needs),
  DetachRolePolicy: detachRolePolicy(needs),
  GetRole: getRole(needs),
  GetRolePolicy: getRolePolicy(needs),
  GetServiceLinkedRoleDeletionStatus: getServiceLinkedRoleDeletionStatus(needs),
  ListAttachedRolePolicies: listAttachedRolePolicies(needs),
  ListRolePolicies: listRolePolicies(needs),
  ListRoleTags: listRoleTags(needs),
  ListRoles: listRoles(needs),
  PutRolePermissionsBoundary: putRolePermissionsBoundary(needs),
  PutRolePolicy: putRolePolicy(needs),
  TagRole: tagRole(needs),
  UntagRole: untagRole(needs),
  UpdateAssumeRolePolicy: updateAssumeRolePolicy(needs),
  UpdateRole: updateRole(needs),
  UpdateRoleDescription: updateRoleDescription(needs),
})
