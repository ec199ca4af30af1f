/** DeleteAccessKey: deletes a key of a user or root; calls signed with it fail from then on. */
import type { Operation } from '../../protocol/index.ts'
import { keyIdsOf, putKeyIds, requireKeyOf } from '../access-keys.ts'
import { onUserOrCaller, userOrCaller } from '../calling-user.ts'
import { accessKeyKey, accessKeyUseKey } from '../keys.ts'
import type { IamNeeds } from '../needs.ts'

interface DeleteAccessKeyInput {
  readonly UserName?: string
  readonly AccessKeyId: string
}

export const deleteAccessKey = (needs: IamNeeds): Operation<DeleteAccessKeyInput, object> => ({
  authorize: onUserOrCaller(needs, 'iam:DeleteAccessKey'),
  invoke: async (input, call) => {
    await needs.store.write((txn) => {
      const owner = userOrCaller(txn, input.UserName, call)
      const key = requireKeyOf(txn, call.account, owner, input.AccessKeyId)
      const ids = keyIdsOf(txn, call.account, owner).filter((id) => id !== key.id)
      putKeyIds(txn, call.account, owner, ids)
      txn.delete(accessKeyKey(key.id))
      txn.delete(accessKeyUseKey(key.id))
    })
    return {}
  },
})
