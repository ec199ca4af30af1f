/** Lists of what nobody can make here and which are therefore empty: trusted services and delegated administrators. */
import type { Operation } from '../../protocol/index.ts'
import { onAll } from '../authorize.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { requireManagement } from '../store.ts'

const emptyList = (
  { store }: OrganizationsNeeds,
  action: string,
  member: string,
): Operation<object, Readonly<Record<string, readonly never[]>>> => ({
  authorize: () => onAll(action),
  invoke: (_input, call) => {
    requireManagement(store, call)
    return { [member]: [] }
  },
})

export const listTrustedServices = (needs: OrganizationsNeeds) =>
  emptyList(needs, 'ListAWSServiceAccessForOrganization', 'EnabledServicePrincipals')

export const listDelegatedAdministrators = (needs: OrganizationsNeeds) =>
  emptyList(needs, 'ListDelegatedAdministrators', 'DelegatedAdministrators')
