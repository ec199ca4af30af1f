/** What IAM does with groups, their members and policies. */
import type { Operations } from './operations.ts'
import type { IamNeeds } from '../needs.ts'
import { addUserToGroup } from '../operations/add-user-to-group.ts'
import { attachGroupPolicy } from '../operations/attach-group-policy.ts'
import { createGroup } from '../operations/create-group.ts'
import { deleteGroup } from '../operations/delete-group.ts'
import { deleteGroupPolicy } from '../operations/delete-group-policy.ts'
import { detachGroupPolicy } from '../operations/detach-group-policy.ts'
import { getGroup } from '../operations/get-group.ts'
import { getGroupPolicy } from '../operations/get-group-policy.ts'
import { listAttachedGroupPolicies } from '../operations/list-attached-group-policies.ts'
import { listGroupPolicies } from '../operations/list-group-policies.ts'
import { listGroups } from '../operations/list-groups.ts'
import { listGroupsForUser } from '../operations/list-groups-for-user.ts'
import { putGroupPolicy } from '../operations/put-group-policy.ts'
import { removeUserFromGroup } from '../operations/remove-user-from-group.ts'
import { updateGroup } from '../operations/update-group.ts'

export const groupOperations = (needs: IamNeeds): Operations => ({
  AddUserToGroup: addUserToGroup(needs),
  AttachGroupPolicy: attachGroupPolicy(needs),
  CreateGroup: createGroup(needs),
  DeleteGroup: deleteGroup(needs),
  DeleteGroupPolicy: deleteGroupPolicy(needs),
  DetachGroupPolicy: detachGroupPolicy(needs),
  GetGroup: getGroup(needs),
  GetGroupPolicy: getGroupPolicy(needs),
  ListAttachedGroupPolicies: listAttachedGroupPolicies(needs),
  ListGroupPolicies: listGroupPolicies(needs),
  ListGroups: listGroups(needs),
  ListGroupsForUser: listGroupsForUser(needs),
  PutGroupPolicy: putGroupPolicy(needs),
  RemoveUserFromGroup: removeUserFromGroup(needs),
  UpdateGroup: updateGroup(needs),
})
