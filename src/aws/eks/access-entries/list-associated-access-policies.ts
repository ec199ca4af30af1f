/** ListAssociatedAccessPolicies: the access policies of one entry, with their scopes. */
import type { Operation } from '../../protocol/index.ts'
import type { EksNeeds } from '../needs.ts'
import { type PageInput, pageOf } from '../page.ts'
import { placeOf } from '../store.ts'
import { requireEntry } from './entries.ts'
import { type EntryInput, onEntry } from './on-entry.ts'
import { type AssociatedPolicyOutput, policyOutput } from './output.ts'

export interface ListAssociatedAccessPoliciesOutput extends EntryInput {
  readonly associatedAccessPolicies: readonly AssociatedPolicyOutput[]
  readonly nextToken?: string
}

export const listAssociatedAccessPolicies = ({
  store,
}: EksNeeds): Operation<EntryInput & PageInput, ListAssociatedAccessPoliciesOutput> => ({
  authorize: (input, call) => [onEntry(store, 'eks:ListAssociatedAccessPolicies', input, call)],
  invoke: (input, call) => {
    const { clusterName, principalArn } = input
    const { policies } = requireEntry(store, placeOf(call, clusterName), principalArn)
    const { items, more } = pageOf(policies, ({ policyArn }) => policyArn, input)
    return { clusterName, principalArn, associatedAccessPolicies: items.map(policyOutput), ...more }
  },
})
