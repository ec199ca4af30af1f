/** A wrong aws-chunked body in S3's words. */
import type { ChunkedBodyError, ChunkedProblem } from '../../../sigv4/index.ts'
import { AwsError, type AwsErrorFacts } from '../../protocol/index.ts'

const incomplete: AwsErrorFacts = {
  code: 'IncompleteBody',
  message: 'The request body terminated unexpectedly',
}

const refusals: Readonly<Record<ChunkedProblem, AwsErrorFacts>> = {
  'signature-mismatch': {
    code: 'SignatureDoesNotMatch',
    status: 403,
    message:
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  },
  incomplete,
  malformed: incomplete,
  'small-chunk': {
    code: 'InvalidChunkSizeError',
    status: 403,
    message: 'Only the last chunk is allowed to have a size less than 8192 bytes',
  },
  'wrong-length': {
    code: 'IncompleteBody',
    message: 'You did not provide the number of bytes specified by the Content-Length HTTP header',
  },
  'wrong-trailers': {
    code: 'MalformedTrailerError',
    message:
      'The request contained trailing data that was not well-formed or did not conform to our published schema.',
  },
}

export const chunkedRefusal = (cause: ChunkedBodyError): AwsError =>
  new AwsError({ ...refusals[cause.problem], cause, because: cause.message })
