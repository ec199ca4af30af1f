/** ListDelegatedAdministrators: nobody can make one here, so that the list is empty. */
import type { Operation } from '../../protocol/index.ts'
import { onAll } from '../authorize.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { requireManagement } from '../store.ts'

export const listDelegatedAdministrators = ({
  store,
}: OrganizationsNeeds): Operation<object, { readonly DelegatedAdministrators: readonly never[] }> => ({
  authorize: () => onAll('ListDelegatedAdministrators'),
  invoke: (_input, call) => {
    requireManagement(store, call)
    return { DelegatedAdministrators: [] }
  },
})
