/** ListPolicies: the managed policies of the account, those of AWS, or both. */
import { managedPolicyArn } from '../../../arn/index.ts'
import type { Call, Operation } from '../../protocol/index.ts'
import { onAccount } from '../authorize.ts'
import type { IamNeeds } from '../needs.ts'
import { listedPolicyOutput, type PolicyOutput } from '../outputs.ts'
import { inOrder, type PageInput, pageOf } from '../paging.ts'
import { listAwsPolicies, listOwnPolicies, type ManagedPolicy } from '../policies.ts'
import { usedPolicies } from '../store.ts'
import type { PolicyUsage } from '../model.ts'

interface ListPoliciesInput extends PageInput {
  readonly Scope?: 'All' | 'AWS' | 'Local'
  readonly OnlyAttached?: boolean
  readonly PathPrefix?: string
  readonly PolicyUsageFilter?: PolicyUsage
}

interface ListPoliciesOutput {
  readonly Policies: readonly PolicyOutput[]
  readonly IsTruncated: boolean
  readonly Marker?: string
}

export const listPolicies = (needs: IamNeeds): Operation<ListPoliciesInput, ListPoliciesOutput> => ({
  authorize: onAccount(
    'iam:ListPolicies',
    (call) => managedPolicyArn(call.partition, call.account, '/', ''),
    'policy path /',
  ),
  invoke: (input, call) => {
    const used = usedPolicies(needs.store, call.account)
    const policies = inScope(needs, input, call)
      .filter((policy) => policy.path.startsWith(input.PathPrefix ?? '/'))
      .filter((policy) => !input.OnlyAttached || used.PermissionsPolicy.has(policy.arn))
      .filter((policy) => !input.PolicyUsageFilter || used[input.PolicyUsageFilter].has(policy.arn))
    const { items, marks } = pageOf(policies, input, keyOf)
    return {
      Policies: items.map((policy) => listedPolicyOutput(needs.store, call.account, policy)),
      ...marks,
    }
  },
})

function inScope(needs: IamNeeds, input: ListPoliciesInput, call: Call): readonly ManagedPolicy[] {
  const own = input.Scope === 'AWS' ? [] : listOwnPolicies(needs.store, call.account)
  const aws = input.Scope === 'Local' ? [] : listAwsPolicies(call.partition)
  return [...own, ...aws].sort((a, b) => inOrder(keyOf(a), keyOf(b)))
}

/** The account's own come first, each kind in the order of the names. */
const keyOf = (policy: ManagedPolicy): string =>
  (policy.record === undefined ? '1' : '0') + policy.name.toLowerCase()
