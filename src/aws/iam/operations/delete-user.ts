/** DeleteUser: deletes a user on whom nothing hangs any more. */
import type { Operation } from '../../protocol/index.ts'
import { onUser } from '../authorize.ts'
import { type BelongingType, hasBelonging } from '../belongings.ts'
import { deleteConflict } from '../errors.ts'
import { findLoginProfile } from '../login-profiles.ts'
import type { IamNeeds } from '../needs.ts'
import { deleteHolder, requireHolder } from '../store.ts'

interface DeleteUserInput {
  readonly UserName: string
}

export const deleteUser = (needs: IamNeeds): Operation<DeleteUserInput, object> => ({
  authorize: onUser(needs, 'iam:DeleteUser'),
  invoke: async (input, call) => {
    await needs.store.write((txn) => {
      const user = requireHolder(txn, 'user', call.account, input.UserName)
      if (user.accessKeyIds.length > 0)
        throw deleteConflict('Cannot delete entity, must delete access keys first.')
      if (findLoginProfile(txn, user) !== undefined)
        throw deleteConflict('Cannot delete entity, must delete login profile first.')
      for (const [type, message] of stillOwned)
        if (hasBelonging(txn, user, type))
          throw deleteConflict(`Cannot delete entity, must ${message} first.`)
      if (user.attachedPolicies.length > 0)
        throw deleteConflict('Cannot delete entity, must detach all policies first.')
      if (user.inlinePolicies.length > 0)
        throw deleteConflict('Cannot delete entity, must delete policies first.')
      if (user.groupIds !== undefined)
        throw deleteConflict('Cannot delete entity, must remove users from group first.')
      deleteHolder(txn, 'user', user)
    })
    return {}
  },
})

const stillOwned: readonly (readonly [BelongingType, string])[] = [
  ['mfa', 'delete MFA device'],
  ['ssh-key', 'remove referenced objects'],
  ['signing-certificate', 'delete certificates'],
  ['service-credential', 'remove referenced objects'],
]
