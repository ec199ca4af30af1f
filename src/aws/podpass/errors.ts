/** The errors of the podpass service. */
import { AwsError } from '../protocol/index.ts'

export const notFound = (what: string): AwsError =>
  new AwsError({ code: 'ResourceNotFoundException', message: what })
export const invalid = (message: string): AwsError => new AwsError({ code: 'ValidationException', message })
export const malformedPolicy = (name: string, message: string): AwsError =>
  new AwsError({ code: 'MalformedPolicyDocumentException', message: `policy \`${name}\`: ${message}` })
export const managementAccountOnly = (account: string, may = 'set the policies of accounts'): AwsError =>
  new AwsError({
    code: 'AccessDeniedException',
    status: 403,
    message: `only callers of account ${account} may ${may}`,
  })
