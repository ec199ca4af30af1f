/** DescribeAccount: one account of the organization. */
import type { Operation } from '../../protocol/index.ts'
import { onIds } from '../authorize.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { accountOutput } from '../outputs.ts'
import { requireManagement, requireMember } from '../store.ts'

export const describeAccount = ({
  store,
}: OrganizationsNeeds): Operation<
  { readonly AccountId: string },
  { readonly Account: ReturnType<typeof accountOutput> }
> => ({
  authorize: ({ AccountId }, call) => onIds(store, call, 'DescribeAccount', [AccountId]),
  invoke: ({ AccountId }, call) => {
    const organization = requireManagement(store, call)
    return { Account: accountOutput(store, organization, requireMember(store, AccountId)) }
  },
})
