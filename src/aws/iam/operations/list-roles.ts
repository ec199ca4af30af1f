/** ListRoles: the account's roles below a path, in the order of their names. */
import { roleArn } from '../../../arn/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { onAccount } from '../authorize.ts'
import type { IamNeeds } from '../needs.ts'
import { listedRoleOutput } from '../outputs.ts'
import { inOrder, type PageInput, pageOf } from '../paging.ts'
import { listHolders } from '../store.ts'

interface ListRolesInput extends PageInput {
  readonly PathPrefix?: string
}

export const listRoles = (needs: IamNeeds): Operation<ListRolesInput> => ({
  authorize: onAccount('iam:ListRoles', (call) => roleArn(call.partition, call.account, '/', '')),
  invoke: (input, call) => {
    const keyOf = (role: { readonly name: string }) => role.name.toLowerCase()
    const roles = listHolders(needs.store, 'role', call.account)
      .filter((role) => role.path.startsWith(input.PathPrefix ?? '/'))
      .toSorted((a, b) => inOrder(keyOf(a), keyOf(b)))
    const { items, marks } = pageOf(roles, input, keyOf)
    return { Roles: items.map((role) => listedRoleOutput(needs.store, role)), ...marks }
  },
})
