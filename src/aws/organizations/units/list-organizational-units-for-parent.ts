/** ListOrganizationalUnitsForParent: the units directly in the root or in another unit. */
import type { Operation } from '../../protocol/index.ts'
import type { ForParentInput } from '../accounts/list-accounts.ts'
import { onIds } from '../authorize.ts'
import { noParent } from '../errors.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { unitOutput } from '../outputs.ts'
import { pageOf } from '../page.ts'
import { isParent, requireManagement, unitsIn } from '../store.ts'

export const listUnitsForParent = ({
  store,
}: OrganizationsNeeds): Operation<
  ForParentInput,
  { readonly OrganizationalUnits: readonly ReturnType<typeof unitOutput>[] }
> => ({
  authorize: ({ ParentId }, call) => onIds(store, call, 'ListOrganizationalUnitsForParent', [ParentId]),
  invoke: (input, call) => {
    const organization = requireManagement(store, call)
    if (!isParent(store, organization, input.ParentId)) throw noParent()
    const { items, more } = pageOf(unitsIn(store, input.ParentId), ({ id }) => id, input)
    return { OrganizationalUnits: items.map((unit) => unitOutput(store, organization, unit)), ...more }
  },
})
