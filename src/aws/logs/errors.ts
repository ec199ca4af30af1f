/** The errors of CloudWatch Logs. */
import { AwsError } from '../protocol/index.ts'

const refusal = (code: string, message: string): AwsError => new AwsError({ code, message })

export const noGroup = (): AwsError =>
  refusal('ResourceNotFoundException', 'The specified log group does not exist.')
export const noStream = (): AwsError =>
  refusal('ResourceNotFoundException', 'The specified log stream does not exist.')
export const noResource = (): AwsError =>
  refusal('ResourceNotFoundException', 'The specified resource does not exist.')
export const noQuery = (queryId: string): AwsError =>
  refusal('ResourceNotFoundException', `Query ${queryId} does not exist.`)
export const groupExists = (): AwsError =>
  refusal('ResourceAlreadyExistsException', 'The specified log group already exists')
export const streamExists = (): AwsError =>
  refusal('ResourceAlreadyExistsException', 'The specified log stream already exists')
export const invalidParameter = (message: string): AwsError => refusal('InvalidParameterException', message)
export const invalidToken = (): AwsError => invalidParameter('The specified nextToken is invalid.')
export const limitExceeded = (message: string): AwsError => refusal('LimitExceededException', message)
export const protectedGroup = (): AwsError =>
  refusal(
    'ValidationException',
    'The log group has deletion protection enabled. Disable deletion protection before deleting it.',
  )
export const tooManyTags = (resourceName: string): AwsError =>
  new AwsError({
    code: 'TooManyTagsException',
    message: 'The maximum number of tags for a log group is 50.',
    fields: { resourceName },
  })

export interface QueryFault {
  readonly message: string
  /** Characters of the query: where what is wrong begins, and where it ends. */
  readonly start: number
  readonly end: number
}

export const malformedQuery = ({ message, start, end }: QueryFault): AwsError =>
  new AwsError({
    code: 'MalformedQueryException',
    message,
    details: { queryCompileError: { location: { startCharOffset: start, endCharOffset: end }, message } },
  })

/** With a status that no client tries again. */
export const notImplemented = (what: string): AwsError =>
  new AwsError({ code: 'NotImplemented', message: `${what} is not implemented by Podpass` })
