/** UpdateOrganizationalUnit: gives a unit another name. */
import type { Operation } from '../../protocol/index.ts'
import { onIds } from '../authorize.ts'
import { noUnit } from '../errors.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { unitOutput } from '../outputs.ts'
import { change, units } from '../store.ts'
import type { UnitAnswer } from './create-organizational-unit.ts'
import type { UnitInput } from './describe-organizational-unit.ts'
import { requireFreeName } from './free-name.ts'

export interface UpdateUnitInput extends UnitInput {
  readonly Name?: string
}

export const updateUnit = (needs: OrganizationsNeeds): Operation<UpdateUnitInput, UnitAnswer> => ({
  authorize: ({ OrganizationalUnitId }, call) =>
    onIds(needs.store, call, 'UpdateOrganizationalUnit', [OrganizationalUnitId]),
  invoke: async ({ OrganizationalUnitId: id, Name }, call) => {
    const updated = await change(needs, call, (txn, organization) => {
      const unit = units.get(txn, id)?.value
      if (unit === undefined) throw noUnit()
      const after = { ...unit, name: Name ?? unit.name }
      requireFreeName(txn, unit.parent, after.name, id)
      units.put(txn, id, after)
      return unitOutput(txn, organization, after)
    })
    return { OrganizationalUnit: updated }
  },
})
