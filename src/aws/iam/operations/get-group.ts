/** GetGroup: a group and, page by page, the users in it. */
import type { Operation } from '../../protocol/index.ts'
import { onGroup } from '../authorize.ts'
import { membersOf } from '../members.ts'
import type { IamNeeds } from '../needs.ts'
import { groupOutput, listedUserOutput } from '../outputs.ts'
import { inOrder, type PageInput, pageOf } from '../paging.ts'
import { requireHolder } from '../store.ts'

interface GetGroupInput extends PageInput {
  readonly GroupName: string
}

export const getGroup = (needs: IamNeeds): Operation<GetGroupInput> => ({
  authorize: onGroup(needs, 'iam:GetGroup'),
  invoke: (input, call) => {
    const group = requireHolder(needs.store, 'group', call.account, input.GroupName)
    const keyOf = (user: { readonly name: string }) => user.name.toLowerCase()
    const users = membersOf(needs.store, group).toSorted((a, b) => inOrder(keyOf(a), keyOf(b)))
    const { items, marks } = pageOf(users, input, keyOf)
    return { Group: groupOutput(group), Users: items.map(listedUserOutput), ...marks }
  },
})
