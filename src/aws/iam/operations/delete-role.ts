/** DeleteRole: deletes a role on which nothing hangs any more; its sessions end with it. */
import type { Operation } from '../../protocol/index.ts'
import { onRole } from '../authorize.ts'
import { deleteConflict } from '../errors.ts'
import { isInProfile, stillInProfile } from '../instance-profiles.ts'
import type { IamNeeds } from '../needs.ts'
import { requireCustomerRole } from '../service-linked-roles.ts'
import { deleteHolder, requireHolder } from '../store.ts'

interface DeleteRoleInput {
  readonly RoleName: string
}

export const deleteRole = (needs: IamNeeds): Operation<DeleteRoleInput, object> => ({
  authorize: onRole(needs, 'iam:DeleteRole'),
  invoke: async (input, call) => {
    await needs.store.write((txn) => {
      const role = requireHolder(txn, 'role', call.account, input.RoleName)
      requireCustomerRole(role)
      if (role.attachedPolicies.length > 0)
        throw deleteConflict('Cannot delete entity, must detach all policies first.')
      if (role.inlinePolicies.length > 0)
        throw deleteConflict('Cannot delete entity, must delete policies first.')
      if (isInProfile(txn, role)) throw stillInProfile()
      deleteHolder(txn, 'role', role)
    })
    return {}
  },
})
