/** EnablePolicyType: policies of a type bear on the organization from now on; until others are attached all is allowed. */
import type { Transaction } from '../../../store/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { onIds } from '../authorize.ts'
import { noRoot, typeAlreadyEnabled } from '../errors.ts'
import { fullAccessOf } from '../managed-policies.ts'
import type { OrganizationRecord } from '../model.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { rootOutput } from '../outputs.ts'
import { attach, change, members, putOrganization, units, valuesOf } from '../store.ts'
import { knownType } from '../policies/known-type.ts'

export interface PolicyTypeInput {
  readonly RootId: string
  readonly PolicyType: string
}

export type RootAnswer = { readonly Root: ReturnType<typeof rootOutput> }

export const enablePolicyType = (needs: OrganizationsNeeds): Operation<PolicyTypeInput, RootAnswer> => ({
  authorize: ({ RootId }, call) => onIds(needs.store, call, 'EnablePolicyType', [RootId]),
  invoke: async ({ RootId, PolicyType }, call) => {
    const after = await change(needs, call, (txn, organization) => {
      if (RootId !== organization.rootId) throw noRoot()
      const type = knownType(PolicyType)
      if (organization.enabledPolicyTypes.includes(type)) throw typeAlreadyEnabled()
      for (const id of idsOf(txn, organization)) attach(txn, id, fullAccessOf(type).id)
      const enabled = { ...organization, enabledPolicyTypes: [...organization.enabledPolicyTypes, type] }
      putOrganization(txn, enabled)
      return enabled
    })
    return { Root: rootOutput(after) }
  },
})

/** Whatever policies can be attached to. */
const idsOf = (txn: Transaction, { rootId }: OrganizationRecord): readonly string[] => [
  rootId,
  ...valuesOf(units.list(txn)).map(({ id }) => id),
  ...valuesOf(members.list(txn)).map(({ id }) => id),
]
