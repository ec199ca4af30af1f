/** DeleteInstanceProfile: deletes a profile that no role is in any more. */
import type { Operation } from '../../protocol/index.ts'
import { type InstanceProfileInput, instanceProfiles, nameOf, stillInProfile } from '../instance-profiles.ts'
import { deleteNamed, onNamed, requireNamed } from '../named.ts'
import type { IamNeeds } from '../needs.ts'

export const deleteInstanceProfile = (needs: IamNeeds): Operation<InstanceProfileInput, object> => ({
  authorize: onNamed(needs, instanceProfiles, 'iam:DeleteInstanceProfile', nameOf),
  invoke: async (input, call) => {
    await needs.store.write((txn) => {
      const profile = requireNamed(txn, instanceProfiles, call.account, nameOf(input))
      if (profile.roleId !== undefined) throw stillInProfile()
      deleteNamed(txn, instanceProfiles, profile)
    })
    return {}
  },
})
