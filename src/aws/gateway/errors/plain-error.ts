/** An error of a call whose service is not known, or that could not be written in its own protocol. */
import type { HttpResponse } from '../../../kit/index.ts'
import { type AwsError, encodeQueryError } from '../../protocol/index.ts'
import { looksLikeQueryCall } from '../identify/query-form.ts'
import type { Passage } from '../passage.ts'

/** In the form that whoever sends such a call reads: the query protocol's, or JSON. */
export function plainError(error: AwsError, passage: Passage): HttpResponse {
  const { ids, request } = passage
  if (looksLikeQueryCall(passage)) {
    const { requestId } = ids
    return encodeQueryError(undefined, error, { requestId, accept: request.headers['accept']?.[0] })
  }
  const { code, status, text } = error
  return {
    status,
    headers: {
      'x-amzn-requestid': ids.requestId,
      'x-amzn-errortype': code,
      'content-type': 'application/x-amz-json-1.1',
    },
    body: JSON.stringify({ __type: code, message: text }),
  }
}
