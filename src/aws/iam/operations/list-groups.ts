/** ListGroups: the account's groups below a path, in the order of their names. */
import { groupArn } from '../../../arn/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { onAccount } from '../authorize.ts'
import type { IamNeeds } from '../needs.ts'
import { groupOutput } from '../outputs.ts'
import { inOrder, type PageInput, pageOf } from '../paging.ts'
import { listHolders } from '../store.ts'

interface ListGroupsInput extends PageInput {
  readonly PathPrefix?: string
}

export const listGroups = (needs: IamNeeds): Operation<ListGroupsInput> => ({
  authorize: onAccount('iam:ListGroups', (call) => groupArn(call.partition, call.account, '/', '')),
  invoke: (input, call) => {
    const keyOf = (group: { readonly name: string }) => group.name.toLowerCase()
    const groups = listHolders(needs.store, 'group', call.account)
      .filter((group) => group.path.startsWith(input.PathPrefix ?? '/'))
      .toSorted((a, b) => inOrder(keyOf(a), keyOf(b)))
    const { items, marks } = pageOf(groups, input, keyOf)
    return { Groups: items.map(groupOutput), ...marks }
  },
})
