/** IAM's errors, with the texts, codes and statuses that AWS answers. */
import { AwsError } from '../protocol/index.ts'
import { type CountedQuota, quotas } from './quotas.ts'
import type { HolderKind } from './model.ts'

const noSuchEntity = (message: string): AwsError =>
  new AwsError({ code: 'NoSuchEntity', status: 404, message })
const alreadyExists = (message: string): AwsError =>
  new AwsError({ code: 'EntityAlreadyExists', status: 409, message })

/** AWS's words for credentials that are good, and not for IAM. */
export const sessionMayNotCall = (): AwsError =>
  new AwsError({
    code: 'InvalidClientTokenId',
    status: 403,
    message: 'The security token included in the request is invalid',
  })
export const deleteConflict = (message: string): AwsError =>
  new AwsError({ code: 'DeleteConflict', status: 409, message })
export const limitExceeded = (message: string): AwsError =>
  new AwsError({ code: 'LimitExceeded', status: 409, message })
export const invalidInput = (message: string): AwsError => new AwsError({ code: 'InvalidInput', message })
export const validationError = (message: string): AwsError =>
  new AwsError({ code: 'ValidationError', message })
export const malformedPolicy = (message: string): AwsError =>
  new AwsError({ code: 'MalformedPolicyDocument', message })

export const holderNotFound = (kind: HolderKind, name: string): AwsError =>
  noSuchEntity(`The ${kind} with name ${name} cannot be found.`)
export const inlinePolicyNotFound = (kind: HolderKind, policyName: string): AwsError =>
  noSuchEntity(`The ${kind} policy with name ${policyName} cannot be found.`)
/** AWS tells nobody whether a key of no user of the account exists. */
export const accessKeyNotYours = (caller: string, id: string): AwsError =>
  new AwsError({
    code: 'AccessDenied',
    status: 403,
    message: `User: ${caller} is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key ${id}`,
  })
export const accessKeyNotFound = (id: string): AwsError =>
  noSuchEntity(`The Access Key with id ${id} cannot be found.`)
export const policyNotFound = (arn: string): AwsError => noSuchEntity(`Policy ${arn} was not found.`)
export const policyNotAttachable = (arn: string): AwsError =>
  noSuchEntity(`Policy ${arn} does not exist or is not attachable.`)
export const boundaryNotFound = (arn: string): AwsError =>
  noSuchEntity(`Scope ARN: ${arn} does not exist or is not attachable.`)
export const policyVersionNotFound = (arn: string, version: string): AwsError =>
  noSuchEntity(`Policy ${arn} version ${version} does not exist or is not attachable.`)
export const providerToDeleteNotFound = (arn: string): AwsError =>
  noSuchEntity(`OpenId connect Provider ${arn} cannot be found.`)
export const providerNotFound = (arn: string): AwsError =>
  noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`)

export const holderExists = (kind: HolderKind, name: string): AwsError =>
  alreadyExists(`${kind[0]!.toUpperCase()}${kind.slice(1)} with name ${name} already exists.`)
export const policyExists = (name: string): AwsError =>
  alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`)
export const providerExists = (url: string): AwsError =>
  alreadyExists(`Provider with url https://${url} already exists.`)

export const instanceProfileNotFound = (name: string): AwsError =>
  noSuchEntity(`Instance Profile ${name} cannot be found.`)
export const roleNotInProfile = (role: string, profile: string): AwsError =>
  noSuchEntity(`Role ${role} in Instance Profile ${profile} cannot be found.`)
export const instanceProfileExists = (name: string): AwsError =>
  alreadyExists(`Instance Profile ${name} already exists.`)
export const accountAliasExists = (alias: string): AwsError =>
  alreadyExists(`The account alias ${alias} already exists.`)
export const accountAliasNotFound = (alias: string): AwsError =>
  noSuchEntity(`The account alias ${alias} cannot be found.`)
export const loginProfileNotFound = (user: string): AwsError =>
  noSuchEntity(`Login Profile for User ${user} cannot be found.`)
export const loginProfileExists = (user: string): AwsError =>
  alreadyExists(`Login Profile for user ${user} already exists.`)
export const passwordPolicyNotFound = (account: string): AwsError =>
  noSuchEntity(`The Password Policy with domain name ${account} cannot be found.`)
export const passwordPolicyToDeleteNotFound = (): AwsError =>
  noSuchEntity('The account policy with name PasswordPolicy cannot be found.')
export const outboundFederationEnabled = (): AwsError =>
  new AwsError({
    code: 'FeatureEnabled',
    status: 409,
    message: 'Outbound web identity federation is already enabled for this account.',
  })
export const outboundFederationDisabled = (): AwsError =>
  new AwsError({
    code: 'FeatureDisabled',
    status: 404,
    message: 'Outbound web identity federation is disabled for this account.',
  })
export const passwordPolicyViolation = (message: string): AwsError =>
  new AwsError({ code: 'PasswordPolicyViolation', message })
export const deviceNotFound = (serial: string): AwsError =>
  noSuchEntity(`MFA Device with serial number ${serial} does not exist.`)
export const deviceNotOfUser = (): AwsError => noSuchEntity('MFA Device invalid for user.')
export const deviceExists = (): AwsError => alreadyExists('MFA device already exists.')
export const deviceTaken = (): AwsError => alreadyExists('MFA Device is already in use.')
export const invalidAuthenticationCode = (): AwsError =>
  new AwsError({
    code: 'InvalidAuthenticationCode',
    status: 403,
    message: 'Authentication code for device is not valid.',
  })
export const accessJobNotFound = (id: string): AwsError => noSuchEntity(`The job ${id} cannot be found.`)
export const deletionTaskNotFound = (id: string): AwsError =>
  noSuchEntity(`The deletion task ${id} cannot be found.`)
export const sshKeyNotFound = (id: string): AwsError =>
  noSuchEntity(`The Public Key with id ${id} cannot be found.`)
export const signingCertificateNotFound = (id: string): AwsError =>
  noSuchEntity(`The Certificate with id ${id} cannot be found.`)
export const serviceCredentialNotFound = (id: string): AwsError =>
  noSuchEntity(`No such credential ${id} exists`)
export const serverCertificateNotFound = (name: string): AwsError =>
  noSuchEntity(`The Server Certificate with name ${name} cannot be found.`)
export const serverCertificateExists = (name: string): AwsError =>
  alreadyExists(`The Server Certificate with name ${name} already exists.`)
export const samlProviderNotFound = (arn: string): AwsError =>
  noSuchEntity(`Manifest not found for arn ${arn}`)
export const samlProviderExists = (name: string): AwsError =>
  alreadyExists(`Provider with name ${name} already exists.`)
/** What users have and the account's root has not, here. */
export const rootHasNoSuch = (what: string): AwsError =>
  noSuchEntity(`The ${what} of the root user cannot be found.`)

export const serviceRolePolicyNotAttachable = (): AwsError =>
  new AwsError({
    code: 'PolicyNotAttachable',
    message: 'Cannot attach a Service Role Policy to a Customer Role.',
  })

export const quotaExceeded = (quota: CountedQuota): AwsError =>
  limitExceeded(`Cannot exceed quota for ${quota}: ${quotas[quota]}`)

export const invalidPrincipal = (value: string): AwsError =>
  malformedPolicy(`Invalid principal in policy: "AWS":"${value}"`)

/** AWS writes two spaces before "Could". */
export const invalidArn = (): AwsError => validationError('Invalid ARN:  Could not be parsed!')
export const invalidPartition = (): AwsError => validationError('Invalid ARN partition')

export const userNameRequired = (): AwsError =>
  validationError('Must specify userName when calling with non-User credentials')
