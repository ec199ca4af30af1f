/** DeleteOrganizationalUnit: takes away a unit that nothing is in. */
import type { Operation } from '../../protocol/index.ts'
import { onIds } from '../authorize.ts'
import { noUnit, unitNotEmpty } from '../errors.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { change, detachAll, membersIn, units, unitsIn } from '../store.ts'
import type { UnitInput } from './describe-organizational-unit.ts'

export const deleteUnit = (needs: OrganizationsNeeds): Operation<UnitInput, object> => ({
  authorize: ({ OrganizationalUnitId }, call) =>
    onIds(needs.store, call, 'DeleteOrganizationalUnit', [OrganizationalUnitId]),
  invoke: async ({ OrganizationalUnitId: id }, call) => {
    await change(needs, call, (txn) => {
      if (units.get(txn, id) === undefined) throw noUnit()
      if (unitsIn(txn, id).length + membersIn(txn, id).length > 0) throw unitNotEmpty()
      detachAll(txn, ({ targetId }) => targetId === id)
      units.delete(txn, id)
    })
    return {}
  },
})
