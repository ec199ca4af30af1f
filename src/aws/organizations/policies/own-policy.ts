/** A policy of the organization's own; AWS's can be neither changed nor deleted. */
import type { Reader } from '../../../store/index.ts'
import { invalidInput } from '../errors.ts'
import type { PolicyRecord } from '../model.ts'
import { requirePolicy } from '../store.ts'

export function requireOwnPolicy(from: Reader, id: string): PolicyRecord {
  const policy = requirePolicy(from, id)
  if (policy.awsManaged)
    throw invalidInput(
      'IMMUTABLE_POLICY',
      'You specified a policy that is managed by AWS and cannot be modified.',
    )
  return policy
}
