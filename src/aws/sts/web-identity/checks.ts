/** Every check of AssumeRoleWithWebIdentity, in AWS's order; a token that passes all of them becomes a session. */
import { AwsError } from '../../protocol/index.ts'
import { readRequestedPolicies } from '../request/requested-policies.ts'
import { packedPolicySize } from '../request/packed-size.ts'
import {
  checkAudience,
  checkDuration,
  checkProvider,
  checkRequest,
  checkRole,
  checkRolesClaim,
} from './check-role.ts'
import { checkClaims, checkExpiry, checkForm, checkIssueTime, checkSignature } from './check-token.ts'
import { checkTrust } from './check-trust.ts'
import type { Exchange, ExchangeCheck, ExchangeStart, Finding } from './exchange.ts'
import { readSourceIdentity, readTags } from './read-claims.ts'

export const checks: readonly ExchangeCheck[] = [
  { name: 'request', run: checkRequest },
  { name: 'token form', run: checkForm },
  { name: 'token claims', run: checkClaims },
  { name: 'role', run: checkRole },
  { name: 'duration', run: checkDuration },
  { name: 'provider', run: checkProvider },
  { name: 'audience', run: checkAudience },
  { name: 'expiry', run: checkExpiry },
  { name: 'issue time', run: checkIssueTime },
  { name: 'signature', run: checkSignature },
  { name: 'roles claim', run: checkRolesClaim },
  { name: 'session tags', run: readTags },
  { name: 'source identity', run: readSourceIdentity },
  { name: 'trust policy', run: checkTrust },
  { name: 'session policies', run: readPolicies },
  { name: 'packed size', run: checkPackedSize },
]

/** Runs the checks up to the first refusal, which is thrown; each is noted with what it compared. */
export async function runChecks(start: ExchangeStart): Promise<Exchange> {
  const exchange = { ...start } as Exchange
  const { checks: noted } = start.call.notes
  for (const check of checks) {
    const running = runCheck(check, exchange)
    const finding = running instanceof Promise ? await running : running
    const passed = typeof finding === 'string'
    noted.push({ name: check.name, passed, detail: passed ? finding : finding.detail })
    if (!passed) throw finding.refusal
  }
  return exchange
}

/** At once where the check is: all of them are but the signature's, which may have to fetch keys. */
export function runCheck(check: ExchangeCheck, exchange: Exchange): Finding | Promise<Finding> {
  try {
    const finding = check.run(exchange)
    return finding instanceof Promise ? finding.catch(refused) : finding
  } catch (error) {
    return refused(error)
  }
}

function refused(error: unknown): Finding {
  if (!(error instanceof AwsError)) throw error
  return { refusal: error, detail: error.message }
}

function readPolicies(x: Exchange): Finding {
  x.policies = readRequestedPolicies(x.input, x.role.account, x.needs.findManagedPolicy)
  if (x.policies === undefined) return 'no session policies'
  return `${x.policies.arns.length} managed and ${x.policies.inline === undefined ? 0 : 1} inline session policies`
}

function checkPackedSize(x: Exchange): Finding {
  x.packedPolicySize = packedPolicySize(x.policies, x.tags)
  return x.packedPolicySize === undefined ? 'nothing to pack' : `${x.packedPolicySize}% of the room`
}
