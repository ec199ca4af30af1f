/** ListPoliciesForTarget: the policies of a type that are attached to the root, a unit or an account itself. */
import type { Operation } from '../../protocol/index.ts'
import { onIds } from '../authorize.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { policyTypes } from '../model.ts'
import { policySummary } from '../outputs.ts'
import { pageOf } from '../page.ts'
import { policiesAttachedTo, requireManagement, requireTarget } from '../store.ts'
import type { ListPoliciesInput, ListPoliciesOutput } from './list-policies.ts'

export interface ForTargetInput extends ListPoliciesInput {
  readonly TargetId: string
}

export const listPoliciesForTarget = ({
  store,
}: OrganizationsNeeds): Operation<ForTargetInput, ListPoliciesOutput> => ({
  authorize: ({ TargetId }, call) => onIds(store, call, 'ListPoliciesForTarget', [TargetId]),
  invoke: (input, call) => {
    const organization = requireManagement(store, call)
    requireTarget(store, organization, input.TargetId)
    const type = policyTypes.find((each) => each === input.Filter)
    const attached = type === undefined ? [] : policiesAttachedTo(store, input.TargetId, type)
    const { items, more } = pageOf(attached, ({ id }) => id, input)
    return { Policies: items.map((policy) => policySummary(organization, policy)), ...more }
  },
})
