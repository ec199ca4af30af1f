/** ListAccessKeys: the keys of a user or root, without their secrets. */
import type { Operation } from '../../protocol/index.ts'
import { keyIdsOf } from '../access-keys.ts'
import { onUserOrCaller, userOrCaller } from '../calling-user.ts'
import type { IamNeeds } from '../needs.ts'
import { byPosition, type PageInput, pageOf } from '../paging.ts'
import { findAccessKeyRecord } from '../store.ts'

interface ListAccessKeysInput extends PageInput {
  readonly UserName?: string
}

export const listAccessKeys = (needs: IamNeeds): Operation<ListAccessKeysInput> => ({
  authorize: onUserOrCaller(needs, 'iam:ListAccessKeys'),
  invoke: (input, call) => {
    const owner = userOrCaller(needs.store, input.UserName, call)
    const keys = keyIdsOf(needs.store, call.account, owner)
      .map((id) => findAccessKeyRecord(needs.store, id))
      .filter((key) => key !== undefined)
    const { items, marks } = pageOf(keys, input, byPosition)
    const listed = items.map((key) => ({
      UserName: owner === 'root' ? undefined : owner.name,
      AccessKeyId: key.id,
      Status: key.status,
      CreateDate: new Date(key.createdAt),
    }))
    return { AccessKeyMetadata: listed, ...marks }
  },
})
