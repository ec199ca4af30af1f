/** A role's trust policy on its way in. */
import { policySize } from '../../policy/index.ts'
import type { Reader } from '../../store/index.ts'
import { requirePolicy } from './documents.ts'
import { quotaExceeded } from './errors.ts'
import { quotas } from './quotas.ts'
import { keepTrustPolicy } from './trust-principals.ts'

/** The form in which it is kept; throws what AWS answers when it is malformed, too long or trusts nobody that exists. */
export function requireTrustPolicy(from: Reader, text: string): string {
  requirePolicy(text, 'trust')
  if (policySize(text) > quotas.ACLSizePerRole) throw quotaExceeded('ACLSizePerRole')
  return keepTrustPolicy(from, text)
}
