/** How each service answers an input that its model forbids. */
import { AwsError } from '../errors.ts'
import type { ServiceModel } from '../model/service-model.ts'
import { malformedXml } from '../xml/malformed.ts'
import { failed, wordConstraint } from './violation.ts'
import type { Violation } from './violation.ts'

export interface Style {
  /** Undefined for a constraint that this service does not enforce by its model. */
  word(violation: Violation): string | undefined
  /** The error for violations that have words; `first` is the first of them. */
  refuse(words: readonly string[], first: Violation): AwsError
}

export function styleOf({ name, metadata }: ServiceModel): Style {
  return styles[name] ?? byProtocol[metadata.protocol]
}

/** STS and most others print the value. */
function wordWithValue({ path, constraint, value }: Violation): string {
  const quoted =
    value === 'null' && constraint.kind === 'null' ? 'null ' : value === undefined ? '' : `'${value}' `
  return failed(`${quoted}at '${path}'`, wordConstraint(constraint))
}

const counted = (words: readonly string[]): string =>
  `${words.length} validation error${words.length === 1 ? '' : 's'} detected: ${words.join('; ')}`

const coded = (code: string): Style => ({
  word: wordWithValue,
  refuse: (words) => new AwsError({ code, message: counted(words) }),
})

/** IAM never prints the value, nor what an enum may be, and words the charset of names and paths itself. */
const iam: Style = {
  word({ path, constraint }) {
    if (constraint.kind === 'enum') return failed(`at '${path}'`, 'Member must satisfy enum value set')
    const charset = constraint.kind === 'pattern' ? iamCharsets[constraint.pattern] : undefined
    return charset === undefined
      ? failed(`at '${path}'`, wordConstraint(constraint))
      : `The specified value for ${path} is invalid. It must ${charset}`
  },
  refuse(words) {
    const own = words.find((text) => text.startsWith('The specified value'))
    const general = words.filter((text) => !text.startsWith('The specified value'))
    const message = general.length === 0 ? own : counted(general)
    return new AwsError({ code: 'ValidationError', message })
  },
}

const iamCharsets: Readonly<Record<string, string>> = {
  '[\\w+=,.@-]+': 'contain only alphanumeric characters and/or the following: +=,.@_-',
  '(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)':
    'begin and end with / and contain only alphanumeric characters and/or / characters.',
}

/** EKS words the name of a cluster itself. */
const eks: Style = {
  word: (violation) =>
    violation.constraint.kind === 'pattern' && violation.constraint.pattern === clusterName
      ? `The parameter ${violation.path} contains invalid characters. It should conform to the regular expression "^[0-9A-Za-z][A-Za-z0-9-_]*"In other words, it should start with a number or letter, and can contain numbers, letters, dashes, and underscores.`
      : wordWithValue(violation),
  refuse(words, first) {
    const message =
      first.constraint.kind === 'pattern' && words[0]!.startsWith('The parameter') ? words[0] : counted(words)
    return new AwsError({ code: 'InvalidParameterException', message })
  },
}

const clusterName = '^[0-9A-Za-z][A-Za-z0-9\\-_]*'

/** S3 checks a document against its schema; what stands in headers and query it leaves to each operation. */
const s3: Style = {
  word({ constraint, member }) {
    const { kind } = constraint
    if (kind === 'elements') return isHeader(member) ? wordConstraint(constraint) : undefined
    if (kind !== 'null' && kind !== 'enum') return undefined
    if (member.location !== undefined && kind === 'null') return undefined
    return wordConstraint(constraint)
  },
  refuse(_, { member, value, path, constraint }) {
    if (path.endsWith('locationConstraint'))
      return new AwsError({
        code: 'InvalidLocationConstraint',
        message: 'The specified location-constraint is not valid',
        fields: { LocationConstraint: value ?? '' },
      })
    if (member.location === undefined) return malformedXml()
    if (member.name === 'StorageClass')
      return new AwsError({
        code: 'InvalidStorageClass',
        message: 'The storage class you specified is not valid',
        fields: { StorageClassRequested: value ?? '' },
      })
    return new AwsError({
      code: 'InvalidArgument',
      // Of headers only those that ask for attributes hold lists.
      message: constraint.kind === 'elements' ? 'Invalid attribute name specified.' : 'Invalid Argument',
      fields: { ArgumentName: member.locationName ?? member.name, ArgumentValue: value ?? '' },
    })
  },
}

const isHeader = ({ location }: Violation['member']): boolean => location === 'header'

/** CloudTrail has errors of its own for what LookupEvents is asked. */
const cloudtrail: Style = {
  ...coded('ValidationException'),
  word: (violation) =>
    violation.constraint.kind !== 'null' &&
    lookedAtLater.has(violation.path.replace(/^lookupAttributes\.\d+\.member\./, ''))
      ? undefined
      : wordWithValue(violation),
}

const lookedAtLater: ReadonlySet<string> = new Set(['attributeKey', 'eventCategory', 'maxResults'])

/** Organizations tells what is wrong in general and not where: https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html#API_CreateAccount_Errors */
const organizations: Style = {
  word: wordWithValue,
  refuse(_, { constraint }) {
    const [Reason, message] = invalidInputs[constraint.kind]
    return new AwsError({ code: 'InvalidInputException', message, fields: { Reason } })
  },
}

const invalidMember = [
  'INVALID_LIST_MEMBER',
  'You provided a list to a parameter that contains at least one invalid value.',
] as const

const invalidInputs: Readonly<
  Record<Violation['constraint']['kind'], readonly [reason: string, message: string]>
> = {
  null: ['INPUT_REQUIRED', 'You must include a value for all required parameters.'],
  'min-length': ['MIN_LENGTH_EXCEEDED', 'You provided a string parameter that is shorter than allowed.'],
  'max-length': ['MAX_LENGTH_EXCEEDED', 'You provided a string parameter that is longer than allowed.'],
  'min-value': [
    'MIN_VALUE_EXCEEDED',
    'You provided a numeric parameter that has a smaller value than allowed.',
  ],
  'max-value': [
    'MAX_VALUE_EXCEEDED',
    'You provided a numeric parameter that has a larger value than allowed.',
  ],
  pattern: ['INVALID_PATTERN', 'You provided a value that does not match the required pattern.'],
  enum: ['INVALID_ENUM', 'You specified an invalid value.'],
  elements: invalidMember,
  keys: invalidMember,
  values: invalidMember,
}

const styles: Readonly<Record<string, Style>> = {
  iam,
  cloudtrail,
  organizations,
  eks,
  s3,
  'eks-auth': coded('InvalidParameterException'),
  logs: coded('InvalidParameterException'),
}

const byProtocol: Readonly<Record<ServiceModel['metadata']['protocol'], Style>> = {
  query: coded('ValidationError'),
  json: coded('ValidationException'),
  'rest-json': coded('ValidationException'),
  'rest-xml': s3,
}
