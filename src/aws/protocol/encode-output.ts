/** Writes an operation's output as the service's protocol has it. */
import type { HttpResponse } from '../../kit/index.ts'
import { createJsonWriters, structureWriter } from './json/encode.ts'
import type { OperationModel } from './model/service-model.ts'
import { outputWriter } from './query/encode.ts'
import { restEncoder } from './rest/encode.ts'
import type { AnswerContext, Values } from './wire.ts'

type Encoder = (output: Values, context: AnswerContext) => HttpResponse

const encoders = new WeakMap<OperationModel, Encoder>()

/** Members are written in the order in which the output names them; members that the model does not know are left out. */
export function encodeOutput(
  operation: OperationModel,
  output: Values | undefined,
  context: AnswerContext,
): HttpResponse {
  let encode = encoders.get(operation)
  if (encode === undefined) encoders.set(operation, (encode = makeEncoder(operation)))
  return encode(output ?? {}, context)
}

function makeEncoder(operation: OperationModel): Encoder {
  switch (operation.service.metadata.protocol) {
    case 'query':
      return outputWriter(operation)
    case 'json':
      return jsonEncoder(operation)
    default:
      return restEncoder(operation)
  }
}

function jsonEncoder({ output: shape, service }: OperationModel): Encoder {
  const contentType = `application/x-amz-json-${service.metadata.jsonVersion ?? '1.0'}`
  const write = shape && structureWriter(shape.members, createJsonWriters())
  return (output, { requestId }) => ({
    status: 200,
    headers: { 'x-amzn-requestid': requestId, 'content-type': contentType },
    body: write === undefined ? '' : JSON.stringify(write(output)),
  })
}
