/** Writes an error as the service's protocol has it. */
import type { HttpResponse } from '../../kit/index.ts'
import type { AwsError } from './errors.ts'
import type { ServiceModel } from './model/service-model.ts'
import type { ErrorContext } from './wire.ts'

/** The model's status stands in for a 400 that the error did not choose. */
export function encodeError(_model: ServiceModel, _error: AwsError, _context: ErrorContext): HttpResponse {
  throw new Error('encoding is being built')
}
