/** UpdateUser: gives a user another name, another path or both; the unique id stays. */
import { userArn } from '../../../arn/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { holderAuthorization } from '../authorize.ts'
import { holderExists } from '../errors.ts'
import { holderKey } from '../keys.ts'
import type { IamNeeds } from '../needs.ts'
import { findHolder, putHolder, requireHolder } from '../store.ts'

interface UpdateUserInput {
  readonly UserName: string
  readonly NewUserName?: string
  readonly NewPath?: string
}

export const updateUser = (needs: IamNeeds): Operation<UpdateUserInput, object> => ({
  // AWS asks for the permission on the user under both names.
  authorize: (input, call) => {
    const before = holderAuthorization(needs, call, 'user', 'iam:UpdateUser', input.UserName)
    const user = findHolder(needs.store, 'user', call.account, input.UserName)
    const name = input.NewUserName ?? user?.name ?? input.UserName
    const resource = userArn(call.partition, call.account, input.NewPath ?? user?.path ?? '/', name)
    if (resource === before.resource) return [before]
    return [before, { ...before, resource, resourceLabel: `user ${name}` }]
  },
  invoke: async (input, call) => {
    await needs.store.write((txn) => {
      const user = requireHolder(txn, 'user', call.account, input.UserName)
      const name = input.NewUserName ?? user.name
      const taken = findHolder(txn, 'user', call.account, name)
      if (taken !== undefined && taken.id !== user.id) throw holderExists('user', name)
      txn.delete(holderKey('user', call.account, user.name))
      putHolder(txn, 'user', { ...user, name, path: input.NewPath ?? user.path })
    })
    return {}
  },
})
