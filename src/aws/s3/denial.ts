/** How S3 says no: with its reason within an account, with two words to strangers. */
import { accountOf, arnOf, denialText, type Decision } from '../../policy/index.ts'
import { AwsError, type Call } from '../protocol/index.ts'
import { accessDenied } from './errors.ts'

export interface Asked {
  readonly action: string
  /** An ARN, or `*`. */
  readonly resource: string
  readonly resourceAccount: string
}

/** A right that was given, and a setting of the bucket's public access block that forbids its use all the same. */
export function blockedByPublicAccess(
  call: Call,
  asked: Asked,
  setting: 'BlockPublicAcls' | 'BlockPublicPolicy',
): AwsError {
  const { principal } = call.caller
  if (accountOf(principal) !== asked.resourceAccount) return accessDenied()
  const what = setting === 'BlockPublicAcls' ? 'ACLs' : 'policies'
  return new AwsError({
    code: 'AccessDenied',
    status: 403,
    message: `User: ${arnOf(principal)} is not authorized to perform: ${asked.action} on resource: "${asked.resource}" because public ${what} are blocked by the ${setting} block public access setting.`,
  })
}

/** Who is not of the resource's account learns nothing of its policies. */
export function denialOf(call: Call, asked: Asked, decision: Decision): AwsError {
  const { principal } = call.caller
  if (accountOf(principal) !== asked.resourceAccount) return accessDenied()
  const text = denialText({ principalArn: arnOf(principal), request: asked, decision, quoted: true })
  // AWS names no resource where the action has none: "... s3:ListAllMyBuckets because no identity-based policy ...".
  const message = asked.resource === '*' ? text.replace(' on resource: "*"', '') : text
  return new AwsError({ code: 'AccessDenied', status: 403, message, because: decision })
}
