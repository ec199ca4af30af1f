/** The errors of EKS that several of its resources share. */
import { AwsError } from '../protocol/index.ts'

export type ErrorFields = Readonly<Record<string, string>>

export const clusterExists = (clusterName: string): AwsError =>
  inUse(`Cluster already exists with name: ${clusterName}`, { clusterName })
export const noCluster = (name: string): AwsError => notFound(`No cluster found for name: ${name}.`)
export const notActive = (clusterName: string): AwsError =>
  invalidRequest(`Cluster '${clusterName}' is not in ACTIVE status`, { clusterName })
export const inUse = (message: string, fields: ErrorFields = {}): AwsError =>
  new AwsError({ code: 'ResourceInUseException', status: 409, message, fields })
export const notFound = (message: string, fields: ErrorFields = {}): AwsError =>
  new AwsError({ code: 'ResourceNotFoundException', status: 404, message, fields })
export const limitExceeded = (message: string, fields: ErrorFields = {}): AwsError =>
  new AwsError({ code: 'ResourceLimitExceededException', message, fields })
export const invalidParameter = (message: string, fields: ErrorFields = {}): AwsError =>
  new AwsError({ code: 'InvalidParameterException', message, fields })
export const invalidRequest = (message: string, fields: ErrorFields = {}): AwsError =>
  new AwsError({ code: 'InvalidRequestException', message, fields })
export const crossAccountPassRole = (): AwsError =>
  new AwsError({
    code: 'AccessDeniedException',
    status: 403,
    message: 'Cross-account pass role is not allowed.',
  })
/** The errors of the three calls on tags, which EKS words apart from the others. */
export const notTaggable = (arn: string): AwsError =>
  new AwsError({ code: 'BadRequestException', message: `The resource ARN ${arn} is not valid.` })
export const noTaggedResource = (arn: string): AwsError =>
  new AwsError({ code: 'NotFoundException', status: 404, message: `The resource ${arn} could not be found.` })
export const tooManyTags = (limit: number): AwsError =>
  new AwsError({ code: 'BadRequestException', message: `A resource can have at most ${limit} tags.` })
/** With a status that no client tries again. */
export const notImplemented = (what: string): AwsError =>
  new AwsError({ code: 'NotImplemented', message: what })
