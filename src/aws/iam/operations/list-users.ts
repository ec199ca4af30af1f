/** ListUsers: the account's users below a path, in the order of their names. */
import { userArn } from '../../../arn/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { onAccount } from '../authorize.ts'
import type { IamNeeds } from '../needs.ts'
import { listedUserOutput } from '../outputs.ts'
import { inOrder, type PageInput, pageOf } from '../paging.ts'
import { listHolders } from '../store.ts'

interface ListUsersInput extends PageInput {
  readonly PathPrefix?: string
}

export const listUsers = (needs: IamNeeds): Operation<ListUsersInput> => ({
  authorize: onAccount('iam:ListUsers', (call) => userArn(call.partition, call.account, '/', '')),
  invoke: (input, call) => {
    const keyOf = (user: { readonly name: string }) => user.name.toLowerCase()
    const users = listHolders(needs.store, 'user', call.account)
      .filter((user) => user.path.startsWith(input.PathPrefix ?? '/'))
      .toSorted((a, b) => inOrder(keyOf(a), keyOf(b)))
    const { items, marks } = pageOf(users, input, keyOf)
    return { Users: items.map((user) => listedUserOutput(user)), ...marks }
  },
})
