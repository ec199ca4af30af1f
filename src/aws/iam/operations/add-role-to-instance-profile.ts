/** AddRoleToInstanceProfile: puts a role into an empty profile, which hands it to EC2. */
import { contextOf } from '../../../policy/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { holderAuthorization } from '../authorize.ts'
import { limitExceeded } from '../errors.ts'
import {
  type InstanceProfileInput,
  instanceProfiles,
  nameOf,
  putProfileOfRole,
} from '../instance-profiles.ts'
import { changeNamed, namedAuthorization } from '../named.ts'
import type { IamNeeds } from '../needs.ts'
import { requireCustomerRole } from '../service-linked-roles.ts'
import { requireHolder } from '../store.ts'

interface RoleInProfileInput extends InstanceProfileInput {
  readonly RoleName: string
}

export const addRoleToInstanceProfile = (needs: IamNeeds): Operation<RoleInProfileInput, object> => ({
  authorize: (input, call) => {
    const { resource } = holderAuthorization(needs, call, 'role', 'iam:PassRole', input.RoleName)
    const context = contextOf({ 'iam:PassedToService': 'ec2.amazonaws.com' })
    return [
      namedAuthorization(needs, instanceProfiles, 'iam:AddRoleToInstanceProfile', nameOf(input), {}, call),
      { action: 'iam:PassRole', resource, context },
    ]
  },
  invoke: async (input, call) => {
    await changeNamed(needs, instanceProfiles, call.account, nameOf(input), (profile, txn) => {
      const role = requireHolder(txn, 'role', call.account, input.RoleName)
      requireCustomerRole(role)
      if (profile.roleId !== undefined)
        throw limitExceeded('Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1')
      putProfileOfRole(txn, role, profile.name)
      return { ...profile, roleId: role.id }
    })
    return {}
  },
})
