/** Writes the answer in the protocol of the service. */
import type { HttpResponse } from '../../../kit/index.ts'
import { encodeError, encodeOutput, type ErrorContext } from '../../protocol/index.ts'
import { BareAnswer } from '../errors/bare-answer.ts'
import { plainError } from '../errors/plain-error.ts'
import { UnknownOperation } from '../errors/unknown-operation.ts'
import { filled, type Passage } from '../passage.ts'

export function encode(passage: Passage): string {
  passage.response = answerOf(passage)
  return String(passage.response.status)
}

function answerOf(passage: Passage): HttpResponse {
  const { failure, ids, notes, output, request, service } = passage
  const context: ErrorContext = {
    requestId: ids.requestId,
    hostId: ids.hostId,
    accept: request.headers['accept']?.[0],
    method: request.method,
    dispatch: failure instanceof UnknownOperation,
  }
  if (failure === undefined) {
    const response = encodeOutput(filled(passage.operation, 'operation'), output, context)
    return notes.status === undefined ? response : { ...response, status: notes.status }
  }
  if (failure instanceof BareAnswer) return withRequestId(failure.response, ids.requestId)
  return service === undefined ? plainError(failure, passage) : encodeError(service.model, failure, context)
}

const withRequestId = (response: HttpResponse, requestId: string): HttpResponse => ({
  ...response,
  headers: { 'x-amzn-requestid': requestId, ...response.headers },
})
