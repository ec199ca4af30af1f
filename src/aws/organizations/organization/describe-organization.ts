/** DescribeOrganization: the organization of the caller's account, which its members may see too. */
import type { Operation } from '../../protocol/index.ts'
import { onAll } from '../authorize.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { organizationOutput } from '../outputs.ts'
import { requireOrganization } from '../store.ts'

export const describeOrganization = ({
  store,
}: OrganizationsNeeds): Operation<
  object,
  { readonly Organization: ReturnType<typeof organizationOutput> }
> => ({
  authorize: () => onAll('DescribeOrganization'),
  invoke: (_input, call) => ({ Organization: organizationOutput(requireOrganization(store, call)) }),
})
