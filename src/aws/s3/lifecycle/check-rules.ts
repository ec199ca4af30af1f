/** Holds lifecycle rules to S3's own checks: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html */
import { AwsError } from '../../protocol/index.ts'
import { invalidRequest, malformedXml } from '../errors.ts'
import { type LifecycleRule, type RuleFilter, type Transition, wishesOf } from './rule.ts'

/** A rule as it came. */
export type GivenRule = Omit<LifecycleRule, 'ID' | 'Expiration' | 'Transitions'> & {
  readonly ID?: string
  readonly Expiration?: {
    readonly Date?: Date
    readonly Days?: number
    readonly ExpiredObjectDeleteMarker?: boolean
  }
  readonly Transitions?: readonly (Omit<Transition, 'Date'> & { readonly Date?: Date })[]
}

const mostRules = 1000
const invalid = (message: string): AwsError => new AwsError({ code: 'InvalidArgument', message })

/** The rules as they are kept; `newId` names those without a name. */
export function checkRules(given: readonly GivenRule[], newId: () => string): readonly LifecycleRule[] {
  if (given.length === 0 || given.length > mostRules) throw malformedXml()
  const ids = new Set<string>()
  return given.map((rule) => {
    const ID = rule.ID === undefined || rule.ID === '' ? newId() : rule.ID
    if (ID.length > 255) throw invalid('ID length should not exceed allowed limit of 255')
    if (ids.has(ID)) throw invalid('Rule ID must be unique. Found same ID for more than one rule')
    ids.add(ID)
    checkFilter(rule)
    checkActions(rule)
    return {
      ...rule,
      ID,
      Expiration: rule.Expiration && { ...rule.Expiration, Date: rule.Expiration.Date?.toISOString() },
      Transitions: rule.Transitions?.map((each) => ({ ...each, Date: each.Date?.toISOString() })),
    }
  })
}

function checkFilter({ Prefix, Filter }: GivenRule): void {
  if ((Prefix === undefined) === (Filter === undefined)) throw malformedXml()
  if (Filter === undefined) return
  if (given(Filter).length > 1) throw malformedXml()
  const { And } = Filter
  if (And === undefined) return
  const { prefix, tags, moreThan, lessThan } = wishesOf({ Filter })
  if (prefix === '' && tags.length === 0 && moreThan === undefined && lessThan === undefined)
    throw malformedXml()
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length)
    throw invalidRequest('Duplicate Tag Keys are not allowed.')
  if (moreThan !== undefined && lessThan !== undefined && moreThan >= lessThan)
    throw invalidRequest("'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'.")
}

const given = (one: RuleFilter): readonly unknown[] =>
  Object.values(one).filter((value) => value !== undefined)

function checkActions(rule: GivenRule): void {
  const { Expiration, NoncurrentVersionExpiration, AbortIncompleteMultipartUpload } = rule
  const { Transitions = [], NoncurrentVersionTransitions = [] } = rule
  const actions = [Expiration, NoncurrentVersionExpiration, AbortIncompleteMultipartUpload]
  if (
    actions.every((action) => action === undefined) &&
    Transitions.length + NoncurrentVersionTransitions.length === 0
  )
    throw invalidRequest('At least one action needs to be specified in a rule')
  if (Expiration !== undefined) checkExpiration(rule, Expiration)
  if (AbortIncompleteMultipartUpload !== undefined) checkAbort(rule, AbortIncompleteMultipartUpload)
  if (NoncurrentVersionExpiration !== undefined) {
    const { NoncurrentDays, NewerNoncurrentVersions } = NoncurrentVersionExpiration
    if (NoncurrentDays === undefined) throw malformedXml()
    requirePositive(NoncurrentDays, 'NoncurrentDays', 'NoncurrentVersionExpiration')
    checkNewer(NewerNoncurrentVersions)
  }
  checkTransitions(rule, Transitions)
  for (const { NoncurrentDays, NewerNoncurrentVersions, StorageClass } of NoncurrentVersionTransitions) {
    if (NoncurrentDays === undefined || StorageClass === undefined) throw malformedXml()
    requireAge(NoncurrentDays, 'NoncurrentDays', 'NoncurrentVersionTransition', StorageClass)
    checkNewer(NewerNoncurrentVersions)
  }
}

function checkExpiration(rule: GivenRule, expiration: NonNullable<GivenRule['Expiration']>): void {
  const { Date: date, Days, ExpiredObjectDeleteMarker } = expiration
  if ([date, Days, ExpiredObjectDeleteMarker].filter((one) => one !== undefined).length !== 1)
    throw malformedXml()
  if (Days !== undefined) requirePositive(Days, 'Days', 'Expiration')
  if (date !== undefined) requireMidnight(date)
  if (ExpiredObjectDeleteMarker !== undefined && wishesOf(rule).tags.length > 0)
    throw invalidRequest('ExpiredObjectDeleteMarker cannot be specified with Tags.')
}

function checkAbort(
  rule: GivenRule,
  { DaysAfterInitiation }: { readonly DaysAfterInitiation?: number },
): void {
  if (DaysAfterInitiation === undefined) throw malformedXml()
  requirePositive(DaysAfterInitiation, 'DaysAfterInitiation', 'AbortIncompleteMultipartUpload')
  const { tags, moreThan, lessThan } = wishesOf(rule)
  if (tags.length > 0) throw invalidRequest('AbortIncompleteMultipartUpload cannot be specified with Tags.')
  if (moreThan !== undefined || lessThan !== undefined)
    throw invalidRequest('AbortIncompleteMultipartUpload cannot be specified with Object Size.')
}

function checkTransitions(rule: GivenRule, transitions: NonNullable<GivenRule['Transitions']>): void {
  const classes = new Set<string>()
  for (const { Date: date, Days, StorageClass } of transitions) {
    if (StorageClass === undefined || (date === undefined) === (Days === undefined)) throw malformedXml()
    const prefix = wishesOf(rule).prefix
    if (classes.has(StorageClass))
      throw invalidRequest(
        `'StorageClass' must be different for 'Transition' actions in same 'Rule' with prefix '${prefix}'`,
      )
    classes.add(StorageClass)
    if (date !== undefined) requireMidnight(date)
    if (Days === undefined) continue
    requireAge(Days, 'Days', 'Transition', StorageClass)
    if (rule.Expiration?.Days !== undefined && rule.Expiration.Days <= Days)
      throw invalid(
        `'Days' in the Expiration action for filter '(prefix=${prefix})' must be greater than 'Days' in the Transition action`,
      )
  }
}

function requirePositive(days: number, name: string, action: string): void {
  if (!Number.isInteger(days) || days < 1)
    throw invalid(`'${name}' for ${action} action must be a positive integer`)
}

function requireAge(days: number, name: string, action: string, storageClass: string): void {
  if (days < 0) throw invalid(`'${name}' for ${action} action must be nonnegative`)
  if (days < 30 && (storageClass === 'STANDARD_IA' || storageClass === 'ONEZONE_IA'))
    throw invalid(
      `'${name}' in ${action} action must be greater than or equal to 30 for storageClass '${storageClass}'`,
    )
}

function requireMidnight(date: Date): void {
  if (date.getTime() % 86_400_000 !== 0) throw invalid("'Date' must be at midnight GMT")
}

function checkNewer(versions: number | undefined): void {
  if (versions !== undefined && (versions < 1 || versions > 100))
    throw invalid("'NewerNoncurrentVersions' must be a positive integer between 1 and 100")
}
