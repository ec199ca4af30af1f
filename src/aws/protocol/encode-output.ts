/** Writes an operation's output as the service's protocol has it. */
import type { HttpResponse } from '../../kit/index.ts'
import type { OperationModel } from './model/service-model.ts'
import type { AnswerContext, Values } from './wire.ts'

/** Members are written in the order in which the output names them; members that the model does not know are left out. */
export function encodeOutput(
  _operation: OperationModel,
  _output: Values | undefined,
  _context: AnswerContext,
): HttpResponse {
  throw new Error('encoding is being built')
}
