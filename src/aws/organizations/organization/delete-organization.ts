/** DeleteOrganization: the management account stands alone again, once nothing else is in the organization. */
import type { Operation } from '../../protocol/index.ts'
import { onAll } from '../authorize.ts'
import { organizationNotEmpty } from '../errors.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { change, creations, deleteOrganizationRecord, detachAll, members, policies, units } from '../store.ts'

export const deleteOrganization = (needs: OrganizationsNeeds): Operation<object, object> => ({
  authorize: () => onAll('DeleteOrganization'),
  invoke: async (_input, call) => {
    await change(needs, call, (txn, { managementAccount }) => {
      const holds = [members.list(txn).length > 1, units.list(txn).length > 0, policies.list(txn).length > 0]
      if (holds.includes(true)) throw organizationNotEmpty()
      detachAll(txn, () => true)
      for (const { value } of creations.list(txn)) creations.delete(txn, value.id)
      members.delete(txn, managementAccount)
      deleteOrganizationRecord(txn)
    })
    return {}
  },
})
