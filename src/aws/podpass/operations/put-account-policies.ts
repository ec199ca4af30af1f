/** PutAccountPolicies: sets the service and resource control policies of an account. */
import type { Operation } from '../../protocol/index.ts'
import { type AccountPolicies, type AccountPolicy, writeAccountPolicies } from '../account-policies.ts'
import { invalid, managementAccountOnly, notFound } from '../errors.ts'
import type { PodpassNeeds } from '../needs.ts'
import {
  type AccountPoliciesOutput,
  accountPoliciesOutput,
  accountResource,
} from './account-policies-output.ts'

export interface PutAccountPoliciesInput {
  readonly AccountId?: string
  readonly ServiceControlPolicies?: readonly AccountPolicy[]
  readonly ResourceControlPolicies?: readonly AccountPolicy[]
}

export const putAccountPolicies = (
  needs: PodpassNeeds,
): Operation<PutAccountPoliciesInput, AccountPoliciesOutput> => ({
  authorize: ({ AccountId }, call) => [
    { action: 'podpass:PutAccountPolicies', resource: accountResource(call, AccountId ?? call.account) },
  ],
  invoke: async (input, call) => {
    const account = input.AccountId ?? call.account
    if (call.account !== needs.managementAccount) throw managementAccountOnly(needs.managementAccount)
    if (account !== call.account && !needs.hasAccount(account))
      throw notFound(`there is no account \`${account}\``)
    const change: Partial<AccountPolicies> = {
      ...(input.ServiceControlPolicies && {
        serviceControl: withDistinctNames(input.ServiceControlPolicies),
      }),
      ...(input.ResourceControlPolicies && {
        resourceControl: withDistinctNames(input.ResourceControlPolicies),
      }),
    }
    return accountPoliciesOutput(account, await writeAccountPolicies(needs.store, account, change))
  },
})

function withDistinctNames(policies: readonly AccountPolicy[]): readonly AccountPolicy[] {
  const names = policies.map((policy) => policy.Name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw invalid(`two policies are named \`${twice}\``)
  return policies
}
