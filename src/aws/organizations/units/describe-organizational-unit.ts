/** DescribeOrganizationalUnit: one unit. */
import type { Operation } from '../../protocol/index.ts'
import { onIds } from '../authorize.ts'
import { noUnit } from '../errors.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { unitOutput } from '../outputs.ts'
import { requireManagement, units } from '../store.ts'
import type { UnitAnswer } from './create-organizational-unit.ts'

export interface UnitInput {
  readonly OrganizationalUnitId: string
}

export const describeUnit = ({ store }: OrganizationsNeeds): Operation<UnitInput, UnitAnswer> => ({
  authorize: ({ OrganizationalUnitId }, call) =>
    onIds(store, call, 'DescribeOrganizationalUnit', [OrganizationalUnitId]),
  invoke: ({ OrganizationalUnitId }, call) => {
    const organization = requireManagement(store, call)
    const unit = units.get(store, OrganizationalUnitId)?.value
    if (unit === undefined) throw noUnit()
    return { OrganizationalUnit: unitOutput(store, organization, unit) }
  },
})
