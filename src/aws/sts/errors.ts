/** The errors of STS, in AWS's codes and words. */
import { AwsError } from '../protocol/index.ts'

const validation = (message: string): AwsError => new AwsError({ code: 'ValidationError', message })
const invalidParameter = (message: string): AwsError =>
  new AwsError({ code: 'InvalidParameterValue', message })
const invalidToken = (message: string, because?: unknown): AwsError =>
  new AwsError({ code: 'InvalidIdentityToken', message, because })
const expiredToken = (message: string): AwsError => new AwsError({ code: 'ExpiredTokenException', message })
const accessDenied = (message: string, because?: unknown): AwsError =>
  new AwsError({ code: 'AccessDenied', status: 403, message, because })
const tooLarge = (message: string): AwsError => new AwsError({ code: 'PackedPolicyTooLarge', message })

// Second factors
export const codeMissing = (): AwsError =>
  accessDenied(
    'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.',
  )
export const codeRefused = (): AwsError =>
  accessDenied('MultiFactorAuthentication failed with invalid MFA one time pass code.')

// Parameters
export const requestArnInvalid = (): AwsError => validation('Request ARN is invalid')
export const arnIsInvalid = (arn: string): AwsError => validation(`${arn} is invalid`)
export const durationExceedsRole = (): AwsError =>
  validation('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.')
export const durationExceedsChaining = (): AwsError =>
  validation(
    'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
  )
export const sourceIdentityAlreadySet = (): AwsError =>
  validation('The source identity is already set for this assume role session')
export const duplicateTagKeys = (): AwsError =>
  invalidParameter('Duplicate tag keys found. Please note that Tag keys are case insensitive.')
export const transitiveKeyNotRequested = (): AwsError =>
  invalidParameter('The specified transitive tag key must be included in the requested tags.')
export const transitiveKeyConflicts = (): AwsError =>
  invalidParameter(
    "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
  )
/** What is not supported refuses by name, with a status that no client tries again. */
export const notImplemented = (what: string): AwsError =>
  new AwsError({ code: 'NotImplemented', message: what })

// Session policies and size
export const malformedPolicy = (message: string): AwsError =>
  new AwsError({ code: 'MalformedPolicyDocument', message })
export const policyNotFound = (arn: string): AwsError =>
  validation(`Policy ${arn} does not exist or is not attachable.`)
export const tooManyPolicies = (limit: number): AwsError =>
  validation(`You have exceeded the number of managed session policies allowed: ${limit}`)
export const packedPolicyTooLarge = (percent: number): AwsError =>
  tooLarge(`Packed policy consumes ${percent}% of allotted space, please use smaller policy.`)
export const packedTagsTooLarge = (percent: number): AwsError =>
  tooLarge(`Packed size of session tags consumes ${percent}% of allotted space.`)
export const serializedTokenTooLarge = (): AwsError => tooLarge('Serialized token too large for session')

// Web identity
export const notAJwt = (): AwsError =>
  invalidToken(
    'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
  )
export const missingClaim = (claim: string): AwsError => invalidToken(`Missing a required claim: ${claim}`)
export const noProvider = (issuer: string): AwsError =>
  invalidToken(`No OpenIDConnect provider found in your account for ${issuer}`)
export const incorrectAudience = (): AwsError => invalidToken('Incorrect token audience')
export const couldNotBeValidated = (because: string): AwsError =>
  invalidToken('The web identity token provided could not be validated', because)
/** AWS's own text has two spaces after the comma. */
export const noVerificationKey = (because: string): AwsError =>
  invalidToken(
    "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
    because,
  )
export const thumbprintMismatch = (): AwsError =>
  invalidToken("OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint")
export const roleNotInClaim = (): AwsError =>
  invalidToken('The target role ARN is not present in the roles claim of the identity token')
export const tokenExpired = (now: number, expires: number): AwsError =>
  expiredToken(`Token expired: current date/time ${now} must be before the expiration date/time ${expires}`)
export const tokenTooOld = (ageSeconds: number): AwsError => expiredToken(`Token too old: ${ageSeconds}`)
export const webIdentityDenied = (because?: unknown): AwsError =>
  accessDenied('Not authorized to perform sts:AssumeRoleWithWebIdentity', because)

// Callers
export const rootMayNotAssumeRoles = (): AwsError =>
  accessDenied('Roles may not be assumed by root accounts.')
export const notWithSessionCredentials = (operation: string): AwsError =>
  accessDenied(`Cannot call ${operation} with session credentials`)
/** No reason follows: AWS words a missing role, a trust policy's and the caller's own denial alike. */
export const assumeRoleDenied = (callerArn: string, roleArn: string): AwsError =>
  accessDenied(`User: ${callerArn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`)
/** AWS's words for credentials that are good, and not for this operation. */
export const sessionMayNotCall = (): AwsError =>
  new AwsError({
    code: 'InvalidClientTokenId',
    status: 403,
    message: 'The security token included in the request is invalid',
  })
// Tokens for the world outside
export const notASigningAlgorithm = (value: string): AwsError =>
  validation(
    `1 validation error detected: Value '${value}' at 'signingAlgorithm' failed to satisfy constraint: Member must satisfy enum value set: [RS256, ES384]`,
  )
export const outboundFederationDisabled = (): AwsError =>
  new AwsError({
    code: 'OutboundWebIdentityFederationDisabledException',
    status: 403,
    message: 'Outbound web identity federation is not enabled for this account.',
  })
export const tokenOutlivesSession = (): AwsError =>
  new AwsError({
    code: 'SessionDurationEscalationException',
    status: 403,
    message: 'The requested token duration would extend the session beyond its original expiration time.',
  })
export const tokenPayloadTooLarge = (): AwsError =>
  new AwsError({
    code: 'JWTPayloadSizeExceededException',
    message: 'The requested token payload size exceeds the maximum allowed size.',
  })

export const invalidAuthorizationMessage = (): AwsError =>
  new AwsError({ code: 'InvalidAuthorizationMessageException', message: 'Message is not valid' })
export const unknownAccessKey = (): AwsError =>
  validation('The access key id is not one that tells its account')
