/** The account's own managed policies on their way in, and changes to them. */
import { policySize } from '../../policy/index.ts'
import type { AwsError, Call } from '../protocol/index.ts'
import { requirePolicy } from './documents.ts'
import { policyVersionNotFound, quotaExceeded } from './errors.ts'
import { policyKey } from './keys.ts'
import type { PolicyRecord } from './model.ts'
import type { IamNeeds } from './needs.ts'
import { requireOwnPolicy } from './policies.ts'
import { quotas } from './quotas.ts'

export interface PolicyInput {
  readonly PolicyArn: string
}

export interface PolicyVersionInput extends PolicyInput {
  readonly VersionId: string
}

/** Throws what AWS answers for a document that is malformed, too long or of the older version. */
export function requireManagedDocument(text: string): void {
  requirePolicy(text, 'managed')
  if (policySize(text) > quotas.PolicySize) throw quotaExceeded('PolicySize')
}

export function requireVersion<Version extends { readonly id: string }>(
  versions: readonly Version[],
  input: PolicyVersionInput,
): Version {
  const version = versions.find(({ id }) => id === input.VersionId)
  if (version === undefined) throw policyVersionNotFound(input.PolicyArn, input.VersionId)
  return version
}

/** Resolves to the policy as it stands after the change. */
export async function changePolicy(
  needs: IamNeeds,
  call: Call,
  input: PolicyInput,
  change: (policy: PolicyRecord) => PolicyRecord,
  notFound?: AwsError,
): Promise<PolicyRecord> {
  const { result } = await needs.store.write((txn) => {
    const policy = change(requireOwnPolicy(txn, call.account, input.PolicyArn, notFound))
    txn.put(policyKey(call.account, policy.name), policy)
    return policy
  })
  return result
}
