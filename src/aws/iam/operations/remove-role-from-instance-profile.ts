/** RemoveRoleFromInstanceProfile: takes the role out of a profile. */
import type { Operation } from '../../protocol/index.ts'
import { roleNotInProfile } from '../errors.ts'
import {
  deleteProfileOfRole,
  type InstanceProfileInput,
  instanceProfiles,
  nameOf,
} from '../instance-profiles.ts'
import { changeNamed, onNamed } from '../named.ts'
import type { IamNeeds } from '../needs.ts'
import { requireCustomerRole } from '../service-linked-roles.ts'
import { requireHolder } from '../store.ts'

interface RoleInProfileInput extends InstanceProfileInput {
  readonly RoleName: string
}

export const removeRoleFromInstanceProfile = (needs: IamNeeds): Operation<RoleInProfileInput, object> => ({
  authorize: onNamed(needs, instanceProfiles, 'iam:RemoveRoleFromInstanceProfile', nameOf),
  invoke: async (input, call) => {
    await changeNamed(needs, instanceProfiles, call.account, nameOf(input), (profile, txn) => {
      const role = requireHolder(txn, 'role', call.account, input.RoleName)
      requireCustomerRole(role)
      if (profile.roleId !== role.id) throw roleNotInProfile(role.name, profile.name)
      deleteProfileOfRole(txn, role, profile.name)
      return { ...profile, roleId: undefined }
    })
    return {}
  },
})
