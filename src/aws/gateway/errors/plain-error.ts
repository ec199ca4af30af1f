/** An error of a call whose service is not known, or that could not be written in its own protocol. */
import type { HttpResponse } from '../../../kit/index.ts'
import type { AwsError } from '../../protocol/index.ts'

export const plainError = ({ code, status, text }: AwsError, requestId: string): HttpResponse => ({
  status,
  headers: {
    'x-amzn-requestid': requestId,
    'x-amzn-errortype': code,
    'content-type': 'application/x-amz-json-1.1',
  },
  body: JSON.stringify({ __type: code, message: text }),
})
