/** AWS's protocol tests for requests, turned around: what a client must write, the decoders must read. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { decodeInput, routeRest } from '../../src/aws/protocol/index.ts'
import type { OperationModel, StructureShape, WireRequest } from '../../src/aws/protocol/index.ts'
import { normalise, operationOfCase, readSuites } from './suites.ts'
import type { Case } from './suites.ts'

/** Cases that say something about clients only, by the end of their name. */
const clientOnly: readonly (readonly [RegExp, string])[] = [
  [/HostWithPath$/, 'the path of an endpoint belongs to the client'],
  [/IdempotencyTokenAutoFill$/, 'a token that the client makes up is no parameter of the test'],
  [/^SDKAppl|^SDKAppend/, 'no operation here takes a compressed request'],
  [/EmptyQueryMaps$|OmitsEmptyListQueryValues$|PrefixHeadersAreNotPresent$/, 'what is empty is not sent'],
  [/EmptyStructurePayload$|HeadersButNoPayload$/, 'a client sends an empty object for a payload it has not'],
  [/^RestJsonNullAndEmptyHeaders$|^NullAndEmptyHeaders$/, 'what is null is not sent'],
]

const skipOf = ({ id }: Case): string | false =>
  clientOnly.find(([pattern]) => pattern.test(id))?.[1] ?? false

for (const protocol of ['query', 'json', 'json_1_0', 'rest-json', 'rest-xml']) {
  describe(`reads the requests of ${protocol} that AWS's protocol tests hold`, () => {
    for (const suite of readSuites('input', protocol))
      for (const test of suite.cases)
        it(test.id, { skip: skipOf(test) }, () => {
          const operation = operationOfCase(suite, test)
          const decoded = decodeInput(operation, requestOf(operation, test))
          const shape = operation.input && withoutQueryMaps(operation.input)
          assert.deepEqual(normalise(shape, decoded), normalise(shape, test.params ?? {}))
        })
  })
}

/** A server finds every parameter in a map of the query string, a client only puts some there. */
const withoutQueryMaps = (shape: StructureShape): StructureShape => ({
  ...shape,
  members: shape.members.filter((member) => member.location !== 'querystring' || member.shape.kind !== 'map'),
})

function requestOf(operation: OperationModel, { serialized }: Case): WireRequest {
  const { method, uri, body = '', headers = {} } = serialized!
  const [path, query = ''] = uri.split('?')
  const request = {
    method,
    path: path!,
    query,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value]]),
    ),
    body: Buffer.from(body),
  }
  if (!operation.service.metadata.protocol.startsWith('rest')) return request
  const route = routeRest(operation.service, request)
  assert.equal(route?.operation, operation)
  return { ...request, labels: route.labels }
}
