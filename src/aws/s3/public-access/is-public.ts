/** Whether S3 calls a bucket policy public: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status */
import type { Condition, PolicyDocument, Statement } from '../../../policy/index.ts'

/** A policy is public as soon as one of its statements lets in others than those it names. */
export const isPublic = ({ statements }: PolicyDocument): boolean =>
  statements.some((statement) => statement.effect === 'Allow' && isOpen(statement))

function isOpen({ principal, conditions }: Statement): boolean {
  if (principal !== undefined && !principal.negated && !principal.everyone) return false
  return !conditions.some(narrows)
}

/** By what a statement can name a closed circle: where a call comes from, on whose behalf, or who makes it. */
const naming: ReadonlySet<string> = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceorgid',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
])

const equal = /^(?:StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/

function narrows({ operator, key, values }: Condition): boolean {
  // A call without the key would come through.
  if (operator.ifExists || operator.set === 'ForAllValues') return false
  const name = key.toLowerCase()
  if (name === 'aws:sourceip') return operator.name === 'IpAddress' && values.every(isNarrowRange)
  if (!equal.test(operator.name)) return false
  if (name === 'aws:userid') return values.every(isFixedUserId)
  return naming.has(name) && values.every((value) => isFixed(name, value))
}

/** An access point's name may be left open, but not whose it is. */
const isFixed = (key: string, value: string): boolean =>
  key === 's3:dataaccesspointarn'
    ? /^arn:[^:*?$]+:s3:[^:*?$]+:\d{12}:accesspoint\//.test(value)
    : !/[*?]|\$\{/.test(value)

/** The sessions of one role may be left open. */
const isFixedUserId = (value: string): boolean =>
  !/[*?]|\$\{/.test(value.replace(/^(AROA[A-Z0-9]+):\*$/, '$1'))

/** S3 takes ranges of more than 2^24 addresses, or of IPv6 more than a provider's, for everybody. */
function isNarrowRange(range: string): boolean {
  const [address = '', bits] = range.split('/')
  const least = address.includes(':') ? 32 : 8
  return bits === undefined || Number(bits) >= least
}
