/** UpdateAccessKey: makes a key active or inactive. */
import type { Operation } from '../../protocol/index.ts'
import { requireKeyOf } from '../access-keys.ts'
import { onUserOrCaller, userOrCaller } from '../calling-user.ts'
import { invalidInput } from '../errors.ts'
import { accessKeyKey } from '../keys.ts'
import type { IamNeeds } from '../needs.ts'

interface UpdateAccessKeyInput {
  readonly UserName?: string
  readonly AccessKeyId: string
  readonly Status: 'Active' | 'Inactive' | 'Expired'
}

export const updateAccessKey = (needs: IamNeeds): Operation<UpdateAccessKeyInput, object> => ({
  authorize: onUserOrCaller(needs, 'iam:UpdateAccessKey'),
  invoke: async (input, call) => {
    const status = input.Status
    // Keys expire by themselves; nobody sets it.
    if (status === 'Expired') throw invalidInput('The status of an access key cannot be set to Expired.')
    await needs.store.write((txn) => {
      const owner = userOrCaller(txn, input.UserName, call)
      const key = requireKeyOf(txn, call.account, owner, input.AccessKeyId)
      txn.put(accessKeyKey(key.id), { ...key, status })
    })
    return {}
  },
})
