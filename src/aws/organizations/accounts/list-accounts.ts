/** ListAccounts and ListAccountsForParent: the accounts of the organization, or those directly in its root or a unit. */
import type { Operation } from '../../protocol/index.ts'
import { onAll, onIds } from '../authorize.ts'
import { noParent } from '../errors.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { accountOutput } from '../outputs.ts'
import { pageOf, type PageInput } from '../page.ts'
import { isParent, members, membersIn, requireManagement, valuesOf } from '../store.ts'

export interface ListAccountsOutput {
  readonly Accounts: readonly ReturnType<typeof accountOutput>[]
  readonly NextToken?: string
}

export const listAccounts = ({ store }: OrganizationsNeeds): Operation<PageInput, ListAccountsOutput> => ({
  authorize: () => onAll('ListAccounts'),
  invoke: (input, call) => {
    const organization = requireManagement(store, call)
    const { items, more } = pageOf(valuesOf(members.list(store)), ({ id }) => id, input)
    return { Accounts: items.map((member) => accountOutput(store, organization, member)), ...more }
  },
})

export interface ForParentInput extends PageInput {
  readonly ParentId: string
}

export const listAccountsForParent = ({
  store,
}: OrganizationsNeeds): Operation<ForParentInput, ListAccountsOutput> => ({
  authorize: ({ ParentId }, call) => onIds(store, call, 'ListAccountsForParent', [ParentId]),
  invoke: (input, call) => {
    const organization = requireManagement(store, call)
    if (!isParent(store, organization, input.ParentId)) throw noParent()
    const { items, more } = pageOf(membersIn(store, input.ParentId), ({ id }) => id, input)
    return { Accounts: items.map((member) => accountOutput(store, organization, member)), ...more }
  },
})
