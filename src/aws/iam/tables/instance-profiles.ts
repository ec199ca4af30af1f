/** What IAM does with instance profiles. */
import type { Operations } from './operations.ts'
import type { IamNeeds } from '../needs.ts'
import { addRoleToInstanceProfile } from '../operations/add-role-to-instance-profile.ts'
import { createInstanceProfile } from '../operations/create-instance-profile.ts'
import { deleteInstanceProfile } from '../operations/delete-instance-profile.ts'
import { getInstanceProfile } from '../operations/get-instance-profile.ts'
import { listInstanceProfileTags } from '../operations/list-instance-profile-tags.ts'
import { listInstanceProfiles } from '../operations/list-instance-profiles.ts'
import { listInstanceProfilesForRole } from '../operations/list-instance-profiles-for-role.ts'
import { removeRoleFromInstanceProfile } from '../operations/remove-role-from-instance-profile.ts'
import { tagInstanceProfile } from '../operations/tag-instance-profile.ts'
import { untagInstanceProfile } from '../operations/untag-instance-profile.ts'

export const instanceProfileOperations = (needs: IamNeeds): Operations => ({
  AddRoleToInstanceProfile: addRoleToInstanceProfile(needs),
  CreateInstanceProfile: createInstanceProfile(needs),
  DeleteInstanceProfile: deleteInstanceProfile(needs),
  GetInstanceProfile: getInstanceProfile(needs),
  ListInstanceProfileTags: listInstanceProfileTags(needs),
  ListInstanceProfiles: listInstanceProfiles(needs),
  ListInstanceProfilesForRole: listInstanceProfilesForRole(needs),
  RemoveRoleFromInstanceProfile: removeRoleFromInstanceProfile(needs),
  TagInstanceProfile: tagInstanceProfile(needs),
  UntagInstanceProfile: untagInstanceProfile(needs),
})
