/** ListGroupsForUser: the groups that a user is in. */
import type { Operation } from '../../protocol/index.ts'
import { onUser } from '../authorize.ts'
import { groupsOf } from '../members.ts'
import type { IamNeeds } from '../needs.ts'
import { groupOutput } from '../outputs.ts'
import { byPosition, type PageInput, pageOf } from '../paging.ts'
import { requireHolder } from '../store.ts'

interface ListGroupsForUserInput extends PageInput {
  readonly UserName: string
}

export const listGroupsForUser = (needs: IamNeeds): Operation<ListGroupsForUserInput> => ({
  authorize: onUser(needs, 'iam:ListGroupsForUser'),
  invoke: (input, call) => {
    const user = requireHolder(needs.store, 'user', call.account, input.UserName)
    const { items, marks } = pageOf(groupsOf(needs.store, user), input, byPosition)
    return { Groups: items.map(groupOutput), ...marks }
  },
})
