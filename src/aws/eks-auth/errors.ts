/** The errors of EKS Auth: https://docs.aws.amazon.com/eks/latest/APIReference/API_auth_AssumeRoleForPodIdentity.html */
import { AwsError } from '../protocol/index.ts'

export const noCluster = (name: string): AwsError =>
  new AwsError({
    code: 'ResourceNotFoundException',
    status: 404,
    message: `No cluster found for name: ${name}.`,
  })
export const noAssociation = (namespace: string, serviceAccount: string): AwsError =>
  new AwsError({
    code: 'ResourceNotFoundException',
    status: 404,
    message: `No pod identity association found for service account ${serviceAccount} in namespace ${namespace}.`,
  })
export const invalidToken = (because: string): AwsError =>
  new AwsError({
    code: 'InvalidTokenException',
    message: 'The token included in the request is invalid.',
    because,
  })
export const tokenExpired = (now: number, expiredAt: number): AwsError =>
  new AwsError({
    code: 'ExpiredTokenException',
    message: `The token included in the request is expired: current date/time ${new Date(now).toISOString()} must be before the expiration date/time ${new Date(expiredAt).toISOString().replace('.000Z', 'Z')}.`,
  })
export const noAnswer = (because: string): AwsError =>
  new AwsError({
    code: 'ServiceUnavailableException',
    status: 503,
    message: 'The cluster that the token is of does not answer.',
    because,
  })
/** AWS says the same for a role that is not there and for one that does not trust it. */
export const mayNotAssume = (because: unknown): AwsError =>
  new AwsError({
    code: 'AccessDeniedException',
    message: 'Unauthorized Exception! EKS does not have permissions to assume the associated role.',
    because,
  })
export const mayNotAssumeTarget = (because: unknown): AwsError =>
  new AwsError({
    code: 'AccessDeniedException',
    message: 'Unauthorized Exception! EKS does not have permissions to assume the target role.',
    because,
  })
export const sessionTooLarge = (cause: unknown): AwsError =>
  new AwsError({
    code: 'InvalidRequestException',
    message: 'PackedPolicyTooLarge: the session tags and the policy of the association do not fit a session.',
    cause,
  })
