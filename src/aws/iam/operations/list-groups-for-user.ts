/** ListGroupsForUser: none, since no operation here makes a group; tools ask before they delete a user. */
import type { Operation } from '../../protocol/index.ts'
import { onUser } from '../authorize.ts'
import type { IamNeeds } from '../needs.ts'
import { requireHolder } from '../store.ts'

interface ListGroupsForUserInput {
  readonly UserName: string
}

export const listGroupsForUser = (needs: IamNeeds): Operation<ListGroupsForUserInput> => ({
  authorize: onUser(needs, 'iam:ListGroupsForUser'),
  invoke: (input, call) => {
    requireHolder(needs.store, 'user', call.account, input.UserName)
    return { Groups: [], IsTruncated: false }
  },
})
