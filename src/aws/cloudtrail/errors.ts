/** The errors of CloudTrail's look-up. */
import { AwsError } from '../protocol/index.ts'

const refusal = (code: string, message: string): AwsError => new AwsError({ code, message })

export const invalidLookupAttributes = (message: string): AwsError =>
  refusal('InvalidLookupAttributesException', message)
export const invalidTimeRange = (): AwsError =>
  refusal('InvalidTimeRangeException', 'The start time must be before the end time.')
export const invalidNextToken = (): AwsError =>
  refusal('InvalidNextTokenException', 'The specified NextToken is not valid.')
export const invalidMaxResults = (): AwsError =>
  refusal('InvalidMaxResultsException', 'MaxResults must be between 1 and 50.')
