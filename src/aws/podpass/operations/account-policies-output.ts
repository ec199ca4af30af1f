/** An account's control policies as callers name and are shown them. */
import type { AccountPolicies, AccountPolicy } from '../account-policies.ts'
import type { Call } from '../../protocol/index.ts'

export interface AccountPoliciesOutput {
  readonly AccountId: string
  readonly ServiceControlPolicies: readonly AccountPolicy[]
  readonly ResourceControlPolicies: readonly AccountPolicy[]
}

export const accountPoliciesOutput = (
  AccountId: string,
  policies: AccountPolicies,
): AccountPoliciesOutput => ({
  AccountId,
  ServiceControlPolicies: policies.serviceControl,
  ResourceControlPolicies: policies.resourceControl,
})

export const accountResource = ({ partition }: Call, account: string): string =>
  `arn:${partition}:podpass::${account}:account-policies`

export const newAccountResource = ({ partition }: Call, account: string): string =>
  `arn:${partition}:podpass::${account}:account`
