/** The errors of CloudTrail. */
import { AwsError } from '../protocol/index.ts'

const refusal = (code: string, message: string): AwsError => new AwsError({ code, message })

export const invalidLookupAttributes = (message: string): AwsError =>
  refusal('InvalidLookupAttributesException', message)
export const invalidEventCategory = (given: string): AwsError =>
  refusal(
    'InvalidEventCategoryException',
    `The event category ${given} is not valid; it can be insight alone.`,
  )
export const invalidTimeRange = (): AwsError =>
  refusal('InvalidTimeRangeException', 'The start time must be before the end time.')
export const invalidNextToken = (): AwsError =>
  refusal('InvalidNextTokenException', 'The specified NextToken is not valid.')
export const invalidToken = (): AwsError =>
  refusal('InvalidTokenException', 'The specified token is not valid.')
export const invalidMaxResults = (given: number): AwsError =>
  refusal(
    'InvalidMaxResultsException',
    `A max results value of ${given} is invalid. Specify max results between 1 and 50.`,
  )

export const unknownTrail = (name: string, account: string): AwsError =>
  refusal('TrailNotFoundException', `Unknown trail: ${name} for the user: ${account}`)
export const trailExists = (name: string, account: string): AwsError =>
  refusal('TrailAlreadyExistsException', `Trail ${name} already exists for customer: ${account}`)
export const tooManyTrails = (account: string, most: number, region: string): AwsError =>
  refusal(
    'MaximumNumberOfTrailsExceededException',
    `User: ${account} already has ${most} trails in ${region}.`,
  )
export const invalidTrailName = (message: string): AwsError => refusal('InvalidTrailNameException', message)
export const invalidArn = (given: string): AwsError =>
  refusal('CloudTrailARNInvalidException', `The ARN ${given} is not the ARN of a trail.`)
export const notAtHome = (home: string): AwsError =>
  refusal('InvalidHomeRegionException', `The trail can be changed in its home region ${home} alone.`)

export const noBucket = (bucket: string): AwsError =>
  refusal('S3BucketDoesNotExistException', `S3 bucket ${bucket} does not exist!`)
export const insufficientBucketPolicy = (bucket: string): AwsError =>
  refusal(
    'InsufficientS3BucketPolicyException',
    `Incorrect S3 bucket policy is detected for bucket: ${bucket}`,
  )
export const invalidBucketName = (bucket: string): AwsError =>
  refusal('InvalidS3BucketNameException', `Bucket name ${bucket} is not valid.`)
export const invalidPrefix = (message: string): AwsError => refusal('InvalidS3PrefixException', message)
export const invalidCombination = (message: string): AwsError =>
  refusal('InvalidParameterCombinationException', message)
export const invalidSelectors = (message: string): AwsError =>
  refusal('InvalidEventSelectorsException', message)

export const organizationsNotInUse = (): AwsError =>
  refusal('OrganizationsNotInUseException', 'The account is not a member of an organization.')
export const notManagementAccount = (): AwsError =>
  refusal(
    'NotOrganizationMasterAccountException',
    'A trail of an organization belongs to its management account.',
  )
export const noTrustedAccess = (): AwsError =>
  refusal(
    'CloudTrailAccessNotEnabledException',
    'Trusted access of cloudtrail.amazonaws.com is not enabled in the organization.',
  )

export const logGroupWithoutRole = (): AwsError =>
  refusal('InvalidCloudWatchLogsRoleArnException', 'You must specify a role ARN as well as a log group.')
export const roleWithoutLogGroup = (): AwsError =>
  refusal('InvalidCloudWatchLogsLogGroupArnException', 'You must specify a log group as well as a role ARN.')
export const invalidLogGroup = (): AwsError =>
  refusal(
    'InvalidCloudWatchLogsLogGroupArnException',
    "Check the log group ARN: CloudTrail can't validate it.",
  )
export const invalidLogsRole = (arn: string): AwsError =>
  refusal('InvalidCloudWatchLogsRoleArnException', `The ARN ${arn} is not the ARN of a role of this account.`)
export const roleWithoutTrust = (): AwsError =>
  refusal(
    'InvalidCloudWatchLogsRoleArnException',
    'Access denied. Check the trust relationships for your role.',
  )
export const roleWithoutRights = (): AwsError =>
  refusal(
    'InvalidCloudWatchLogsLogGroupArnException',
    'Access denied. Verify in IAM that the role has adequate permissions.',
  )
export const noLogGroup = (name: string): AwsError =>
  refusal('InvalidCloudWatchLogsLogGroupArnException', `The log group ${name} does not exist.`)

export const unknownResource = (arn: string): AwsError =>
  refusal('ResourceNotFoundException', `Resource ${arn} does not exist.`)
export const noTagsOn = (arn: string): AwsError =>
  refusal('ResourceTypeNotSupportedException', `Resource ${arn} is of a type that takes no tags here.`)
export const invalidTag = (message: string): AwsError => refusal('InvalidTagParameterException', message)
export const tooManyTags = (most: number): AwsError =>
  refusal('TagsLimitExceededException', `A trail can have at most ${most} tags.`)

/** With a code of the model, because programs expect one of these calls. */
export const unsupported = (what: string): AwsError =>
  refusal('UnsupportedOperationException', `${what} is not implemented by Podpass`)
