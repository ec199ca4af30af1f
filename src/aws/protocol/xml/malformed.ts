/** The refusal of an XML body, in S3's words. */
import { AwsError } from '../errors.ts'

export const malformedXml = (because?: unknown): AwsError =>
  new AwsError({
    code: 'MalformedXML',
    message: 'The XML you provided was not well-formed or did not validate against our published schema',
    because,
  })
