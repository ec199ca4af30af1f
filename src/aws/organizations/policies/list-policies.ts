/** ListPolicies: the policies of a type, AWS's own among them. */
import type { Operation } from '../../protocol/index.ts'
import { onAll } from '../authorize.ts'
import { managedPolicies } from '../managed-policies.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { policySummary } from '../outputs.ts'
import { pageOf, type PageInput } from '../page.ts'
import { policies, requireManagement, valuesOf } from '../store.ts'

export interface ListPoliciesInput extends PageInput {
  readonly Filter: string
}

export interface ListPoliciesOutput {
  readonly Policies: readonly ReturnType<typeof policySummary>[]
  readonly NextToken?: string
}

/** Of a type that is not enforced here there are none. */
export const listPolicies = ({
  store,
}: OrganizationsNeeds): Operation<ListPoliciesInput, ListPoliciesOutput> => ({
  authorize: () => onAll('ListPolicies'),
  invoke: (input, call) => {
    const organization = requireManagement(store, call)
    const all = [...managedPolicies, ...valuesOf(policies.list(store))]
    const { items, more } = pageOf(
      all.filter(({ type }) => type === input.Filter),
      ({ id }) => id,
      input,
    )
    return { Policies: items.map((policy) => policySummary(organization, policy)), ...more }
  },
})
