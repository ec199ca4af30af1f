/** The errors of the podpass service. */
import { AwsError } from '../protocol/index.ts'

export const notFound = (what: string): AwsError =>
  new AwsError({ code: 'ResourceNotFoundException', message: what })
export const invalid = (message: string): AwsError => new AwsError({ code: 'ValidationException', message })
export const conflict = (message: string): AwsError =>
  new AwsError({ code: 'ConflictException', status: 409, message })
/** In the words that EC2 shows an instance. */
export const unauthorizedInstanceRole = (roleArn: string): AwsError =>
  new AwsError({
    code: 'AssumeRoleUnauthorizedAccess',
    status: 403,
    message: `EC2 cannot assume the role ${roleArn.slice(roleArn.lastIndexOf('/') + 1)}. Please see documentation at https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_iam-ec2.html#troubleshoot_iam-ec2_errors-info-doc.`,
  })
export const malformedPolicy = (name: string, message: string): AwsError =>
  new AwsError({ code: 'MalformedPolicyDocumentException', message: `policy \`${name}\`: ${message}` })
/** The same for every account that is not the asker's, whether it is there or not. */
export const foreignPrincipal = (account: string): AwsError =>
  new AwsError({
    code: 'AccessDeniedException',
    status: 400,
    message: `only callers of account ${account} and of the management account may ask about its principals`,
  })
export const managementAccountOnly = (account: string, may = 'set the policies of accounts'): AwsError =>
  new AwsError({
    code: 'AccessDeniedException',
    status: 403,
    message: `only callers of account ${account} may ${may}`,
  })
