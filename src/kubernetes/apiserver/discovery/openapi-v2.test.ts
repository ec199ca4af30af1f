import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachField } from '../protobuf/read-fields.ts'
import { createTestCluster } from '../server.test-support.ts'
import { openApiV2Document, openApiV2Type } from './openapi-v2.ts'

/** All values at a path of field numbers. */
const at = (bytes: Uint8Array, [number, ...rest]: readonly number[]): readonly Uint8Array[] =>
  number === undefined
    ? [bytes]
    : [...eachField(bytes)]
        .filter((field) => field.number === number)
        .flatMap((field) => at(field.value as Uint8Array, rest))

const textsAt = (bytes: Uint8Array, path: readonly number[]): readonly string[] =>
  at(bytes, path).map((each) => Buffer.from(each).toString())

test('older kubectls learn which kinds are validated by the server', async () => {
  const { send } = await createTestCluster()
  const answer = await send('GET', '/openapi/v2', { headers: { accept: [openApiV2Type] } })
  assert.equal(answer.status, 200)
  const document = openApiV2Document()
  assert.deepEqual(textsAt(document, [1]), ['2.0'])
  const paths = textsAt(document, [8, 2, 1])
  assert.ok(paths.includes('/api/v1/namespaces/{namespace}/pods/{name}'))
  assert.ok(paths.includes('/apis/rbac.authorization.k8s.io/v1/clusterroles/{name}'))
  const operation = [8, 2, 2, 8]
  const kinds = textsAt(document, [...operation, 13, 2, 2])
  assert.ok(kinds.includes('group: "apps"\nkind: Deployment\nversion: v1\n'))
  const parameters = textsAt(document, [...operation, 8, 1, 2, 3, 4])
  assert.equal(parameters.filter((name) => name === 'fieldValidation').length, kinds.length)
})

test('in other formats there is no OpenAPI v2', async () => {
  const { send } = await createTestCluster()
  assert.equal((await send('GET', '/openapi/v2')).status, 404)
})
