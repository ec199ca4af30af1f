/** DescribeCreateAccountStatus: how the making of an account went. */
import type { Operation } from '../../protocol/index.ts'
import { onAll } from '../authorize.ts'
import { noCreation } from '../errors.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { creationOutput } from '../outputs.ts'
import { creations, requireManagement } from '../store.ts'

export const describeCreateAccountStatus = ({
  store,
}: OrganizationsNeeds): Operation<
  { readonly CreateAccountRequestId: string },
  { readonly CreateAccountStatus: ReturnType<typeof creationOutput> }
> => ({
  authorize: () => onAll('DescribeCreateAccountStatus'),
  invoke: ({ CreateAccountRequestId }, call) => {
    requireManagement(store, call)
    const creation = creations.get(store, CreateAccountRequestId)?.value
    if (creation === undefined) throw noCreation()
    return { CreateAccountStatus: creationOutput(creation) }
  },
})
