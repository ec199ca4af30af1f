/** Every text that AWS answers a malformed policy with, in one table. */
import type { PolicyKind } from './model.ts'

/** Kinds of policies that AWS words alike: IAM's, role trust, S3's and other resources', Organizations'. */
export type Family = 'identity' | 'trust' | 'bucket' | 'resource' | 'organization'

export const familyOf: Readonly<Record<PolicyKind, Family>> = {
  identity: 'identity',
  managed: 'identity',
  session: 'identity',
  trust: 'trust',
  bucket: 'bucket',
  resource: 'resource',
  'service-control': 'organization',
  'resource-control': 'organization',
}

/** `value` is what the policy says in the wrong place. */
type Words = string | ((value: string) => string)

interface Entry {
  /** IAM looks at a policy in rounds and answers with the first round's problem. */
  readonly round: number
  readonly identity?: Words
  readonly trust?: Words
  /** Other resources' policies are worded as S3's where they have no text of their own. */
  readonly bucket?: Words
  readonly resource?: Words
}

const syntaxErrors = 'Syntax errors in policy.'
const legacyParsing = 'The policy failed legacy parsing'
const invalidJson = 'This policy contains invalid Json'
const emptyStatement = 'Could not parse the policy: Statement is empty!'
const versionString = 'The policy must contain a valid version string'
const uniqueStatementIds = 'The Statement Ids in the policy are not unique'
const allowNotPrincipal = 'Allow with NotPrincipal is not allowed.'
const noPrincipal = 'Policy document should not specify a principal.'
const emptyPrincipal = 'Missing required field Principal cannot be empty!'
const invalidPrincipal = 'Invalid principal in policy'
const invalidAction = 'Policy has invalid action'
const invalidResource = 'Policy has invalid resource'
const onlyAssumeRole = 'AssumeRole policy may only specify STS AssumeRole actions.'
const missing = (field: string): string => `Missing required field ${field}`
const invalidEffect = (value: string): string => `Invalid effect: ${value}`

const iamPaths =
  'user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/'

export const entries = {
  'invalid-json': {
    round: 0,
    identity: syntaxErrors,
    trust: invalidJson,
    bucket: "Policies must be valid JSON and the first byte must be '{'",
    resource: invalidJson,
  },
  malformed: {
    round: 1,
    identity: syntaxErrors,
    trust: 'Syntax error in policy.',
    bucket: 'Invalid policy syntax.',
  },
  'unknown-element': { round: 1, bucket: (value) => `Unknown field ${value}` },
  'unknown-operator': { round: 1, bucket: (value) => `Invalid Condition type : ${value}` },
  'bad-version': { round: 1, trust: versionString, bucket: versionString },
  'missing-statement': { round: 1, trust: emptyStatement, bucket: missing('Statement') },
  'empty-statement': { round: 1, trust: emptyStatement, bucket: emptyStatement },
  'missing-effect': { round: 1, trust: missing('Effect'), bucket: missing('Effect') },
  'bad-effect': { round: 1, trust: invalidEffect, bucket: invalidEffect },
  'principal-not-object': { round: 1, trust: 'Principal must be a JSON object.', bucket: invalidPrincipal },
  'missing-principal': { round: 1, trust: missing('Principal'), bucket: missing('Principal') },
  'empty-principal': { round: 1, trust: emptyPrincipal, bucket: emptyPrincipal },
  'allow-not-principal': { round: 1, trust: allowNotPrincipal, bucket: allowNotPrincipal },
  'not-principal': { round: 1, trust: 'AssumeRole policy must not contain NotPrincipal field.' },
  'invalid-principal': {
    round: 1,
    trust: (value) => `Invalid principal in policy: ${value}`,
    bucket: invalidPrincipal,
  },
  'federated-form': {
    round: 1,
    trust: 'Federated principals must be valid domain names or SAML metadata ARNs',
    bucket: invalidPrincipal,
  },
  'not-assume-role': { round: 1, trust: onlyAssumeRole },
  'prohibited-resource': { round: 1, trust: 'Has prohibited field Resource' },
  'prohibited-not-resource': { round: 1, trust: 'AssumeRole policy must not contain resources.' },
  'cognito-condition': { round: 1, trust: 'A condition block must be present for the Cognito provider' },
  'not-of-this-type': { round: 1 },

  'old-version': { round: 2, identity: 'Policy document must be version 2012-10-17 or greater.' },
  'prohibited-principal': { round: 2, identity: noPrincipal },

  'effect-case': { round: 3, identity: legacyParsing, trust: invalidEffect, bucket: invalidEffect },
  'bad-date': { round: 3, identity: legacyParsing },
  'legacy-resource': { round: 3, identity: legacyParsing, bucket: invalidResource },

  'duplicate-sid': {
    round: 4,
    identity: 'Statement IDs (SID) in a single policy must be unique.',
    trust: uniqueStatementIds,
    bucket: uniqueStatementIds,
  },
  'sid-form': {
    round: 4,
    identity:
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
  },
  'missing-action': {
    round: 5,
    identity: 'Policy statement must contain actions.',
    trust: missing('Action'),
    bucket: missing('Action'),
  },

  'resource-form': {
    round: 6,
    identity: (value) => `Resource ${value} must be in ARN format or "*".`,
    bucket: invalidResource,
  },
  'resource-vendor': {
    round: 6,
    identity: 'Resource vendor must be fully qualified and cannot contain regexes.',
    bucket: invalidResource,
  },
  /** The value is the partition and the resource, parted by a space. */
  'resource-partition': {
    round: 6,
    identity: (value) => {
      const space = value.indexOf(' ')
      return `Partition "${value.slice(0, space)}" is not valid for resource "${value.slice(space + 1)}".`
    },
    bucket: invalidResource,
  },
  'iam-path': {
    round: 6,
    identity: `IAM resource path must either be "*" or start with ${iamPaths}.`,
    bucket: invalidResource,
  },
  'iam-region': {
    round: 6,
    identity: (value) => `IAM resource ${value} cannot contain region information.`,
    bucket: invalidResource,
  },
  's3-region': {
    round: 6,
    identity: (value) => `Resource ${value} can not contain region information.`,
    bucket: invalidResource,
  },

  'action-vendor': {
    round: 7,
    identity: 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
    trust: onlyAssumeRole,
    bucket: invalidAction,
  },
  'action-colons': {
    round: 7,
    identity: 'Actions/Condition can contain only one colon.',
    trust: onlyAssumeRole,
    bucket: invalidAction,
  },
  'action-vendor-form': {
    round: 7,
    identity: (value) => `Vendor ${value} is not valid`,
    trust: onlyAssumeRole,
    bucket: invalidAction,
  },

  'missing-resource': {
    round: 8,
    identity: 'Policy statement must contain resources.',
    bucket: missing('Resource'),
  },
} as const satisfies Readonly<Record<string, Entry>>

export type ProblemCode = keyof typeof entries

const organizationText =
  'The provided policy document does not meet the requirements of the specified policy type.'

/** The text of a problem; where the family has none of its own, that of any malformed policy. */
export function textOf(code: ProblemCode, family: Family, value: string): string {
  if (family === 'organization') return organizationText
  const words = wordsOf(entries[code], family) ?? wordsOf(entries.malformed, family) ?? syntaxErrors
  return typeof words === 'function' ? words(value) : words
}

const wordsOf = (entry: Entry, family: Exclude<Family, 'organization'>): Words | undefined =>
  entry[family] ?? (family === 'resource' ? entry.bucket : undefined)
