/** CreateOrganizationalUnit: a new unit in the root or in another unit. */
import type { Operation } from '../../protocol/index.ts'
import { onIds, requestTags } from '../authorize.ts'
import { noParent, violates } from '../errors.ts'
import { newId } from '../ids.ts'
import { fullAccessOf } from '../managed-policies.ts'
import type { Tag, UnitRecord } from '../model.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { unitOutput } from '../outputs.ts'
import { chainTo } from '../path.ts'
import { attach, change, isParent, units } from '../store.ts'
import { checkTags } from '../tags/tags.ts'
import { requireFreeName } from './free-name.ts'

export interface CreateUnitInput {
  readonly ParentId: string
  readonly Name: string
  readonly Tags?: readonly Tag[]
}

export type UnitAnswer = { readonly OrganizationalUnit: ReturnType<typeof unitOutput> }

/** Levels of units below the root. */
const deepest = 5
const mostUnits = 2000

export const createUnit = (needs: OrganizationsNeeds): Operation<CreateUnitInput, UnitAnswer> => ({
  authorize: ({ ParentId, Tags }, call) =>
    onIds(needs.store, call, 'CreateOrganizationalUnit', [ParentId], requestTags(Tags)),
  invoke: async ({ ParentId, Name, Tags }, call) => {
    const tags = checkTags(Tags)
    const made = await change(needs, call, (txn, organization) => {
      if (!isParent(txn, organization, ParentId)) throw noParent()
      requireFreeName(txn, ParentId, Name)
      if (chainTo(txn, organization, ParentId).length > deepest)
        throw violates('OU_DEPTH_LIMIT_EXCEEDED', `You can nest organizational units ${deepest} levels deep.`)
      if (units.list(txn).length >= mostUnits)
        throw violates('OU_NUMBER_LIMIT_EXCEEDED', `You can have ${mostUnits} organizational units.`)
      const id = newId(`ou-${organization.rootId.slice(2)}`, 8, needs.random)
      const unit: UnitRecord = { id, name: Name, parent: ParentId, tags }
      units.put(txn, id, unit)
      for (const type of organization.enabledPolicyTypes) attach(txn, id, fullAccessOf(type).id)
      return unitOutput(txn, organization, unit)
    })
    return { OrganizationalUnit: made }
  },
})
