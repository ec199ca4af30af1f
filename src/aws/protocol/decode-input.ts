/** Reads a request into the input of its operation. */
import { createJsonReaders, structureReader } from './json/decode.ts'
import { parseJson } from './json/parse.ts'
import type { OperationModel } from './model/service-model.ts'
import { formDecoder } from './query/decode.ts'
import { readForm } from './query/form.ts'
import { restDecoder } from './rest/decode.ts'
import type { Values, WireRequest } from './wire.ts'

type Decoder = (request: WireRequest) => Values

const decoders = new WeakMap<OperationModel, Decoder>()

/** Throws AwsError as the service answers a body, header or number it cannot read. Constraints are validateInput's. */
export function decodeInput(operation: OperationModel, request: WireRequest): Values {
  let decode = decoders.get(operation)
  if (decode === undefined) decoders.set(operation, (decode = makeDecoder(operation)))
  return decode(request)
}

function makeDecoder(operation: OperationModel): Decoder {
  switch (operation.service.metadata.protocol) {
    case 'query': {
      const decode = formDecoder(operation.input)
      return (request) => decode(request.form ?? readForm(request))
    }
    case 'json':
      return jsonDecoder(operation)
    default:
      return restDecoder(operation)
  }
}

function jsonDecoder({ input }: OperationModel): Decoder {
  const read = structureReader(input?.members ?? [], createJsonReaders())
  return ({ body }) => {
    if (!(body instanceof Uint8Array)) throw new TypeError('a JSON body has to be read whole')
    return read(parseJson(body) ?? {}) as Values
  }
}
