/** ListCreateAccountStatus: the makings of accounts, by how they went. */
import type { Operation } from '../../protocol/index.ts'
import { onAll } from '../authorize.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { creationOutput } from '../outputs.ts'
import { pageOf, type PageInput } from '../page.ts'
import { creations, requireManagement, valuesOf } from '../store.ts'

export interface ListCreateAccountStatusInput extends PageInput {
  readonly States?: readonly string[]
}

export const listCreateAccountStatus = ({
  store,
}: OrganizationsNeeds): Operation<
  ListCreateAccountStatusInput,
  { readonly CreateAccountStatuses: readonly ReturnType<typeof creationOutput>[] }
> => ({
  authorize: () => onAll('ListCreateAccountStatus'),
  invoke: (input, call) => {
    requireManagement(store, call)
    const { States: states = [] } = input
    const asked = valuesOf(creations.list(store)).filter(
      ({ state }) => states.length === 0 || states.includes(state),
    )
    const { items, more } = pageOf(asked, ({ id }) => id, input)
    return { CreateAccountStatuses: items.map(creationOutput), ...more }
  },
})
