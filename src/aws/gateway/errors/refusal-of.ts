/** Makes of whatever went wrong what the client may read of it. */
import { AwsError } from '../../protocol/index.ts'
import type { Passage } from '../passage.ts'

export function refusalOf(error: unknown, passage: Passage): AwsError {
  if (error instanceof AwsError) return error
  const { gateway, ids, request, service } = passage
  if (request.signal.aborted) {
    return new AwsError({ code: 'RequestAborted', message: 'the client went away', cause: error })
  }
  gateway.needs.onFault(error, ids.requestId)
  return internalFailure(service?.family === 's3')
}

/** With no detail: what went wrong inside is not for the client. */
export const internalFailure = (s3: boolean): AwsError =>
  s3
    ? new AwsError({
        code: 'InternalError',
        status: 500,
        message: 'We encountered an internal error. Please try again.',
      })
    : new AwsError({ code: 'InternalFailure', status: 500 })
