/** GetAccountPolicies: the service and resource control policies that hold for an account. */
import type { Call, Operation } from '../../protocol/index.ts'
import { readAccountPolicies } from '../account-policies.ts'
import { notFound } from '../errors.ts'
import type { PodpassNeeds } from '../needs.ts'
import {
  type AccountPoliciesOutput,
  accountPoliciesOutput,
  accountResource,
} from './account-policies-output.ts'

export const getAccountPolicies = (
  needs: PodpassNeeds,
): Operation<{ readonly AccountId?: string }, AccountPoliciesOutput> => ({
  authorize: ({ AccountId }, call) => [
    { action: 'podpass:GetAccountPolicies', resource: accountResource(call, AccountId ?? call.account) },
  ],
  invoke: ({ AccountId = '' }, call) => {
    const account = AccountId || call.account
    if (!maySee(needs, call, account)) throw notFound(`there is no account \`${account}\``)
    return accountPoliciesOutput(account, readAccountPolicies(needs.store, account))
  },
})

const maySee = (needs: PodpassNeeds, call: Call, account: string): boolean =>
  account === call.account || (call.account === needs.managementAccount && needs.hasAccount(account))
