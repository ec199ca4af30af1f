/** Reads a request into the input of its operation. */
import type { OperationModel } from './model/service-model.ts'
import type { Values, WireRequest } from './wire.ts'

/** Throws AwsError as the service answers a body, header or number it cannot read. Constraints are validateInput's. */
export function decodeInput(_operation: OperationModel, _request: WireRequest): Values {
  throw new Error('decoding is being built')
}
