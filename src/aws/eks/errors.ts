/** The errors of EKS. */
import { AwsError } from '../protocol/index.ts'

export const clusterExists = (clusterName: string): AwsError =>
  new AwsError({
    code: 'ResourceInUseException',
    status: 409,
    message: `Cluster already exists with name: ${clusterName}`,
    fields: { clusterName },
  })
export const noCluster = (name: string): AwsError =>
  new AwsError({
    code: 'ResourceNotFoundException',
    status: 404,
    message: `No cluster found for name: ${name}.`,
  })
export const invalidParameter = (message: string): AwsError =>
  new AwsError({ code: 'InvalidParameterException', message })
export const invalidRequest = (message: string): AwsError =>
  new AwsError({ code: 'InvalidRequestException', message })
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
