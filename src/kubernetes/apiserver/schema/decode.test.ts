import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode } from './decode.ts'
import { findDuplicateFields } from './duplicate-fields.ts'

test('fields come in the order of their type, empty ones out, structs in', () => {
  const decoded = decode('core/v1.Pod', {
    spec: { hostNetwork: false, containers: [{ image: 'i', name: 'c', env: [], stdin: false }] },
    metadata: { labels: {}, name: 'x' },
  })
  assert.ok(decoded.ok)
  assert.equal(
    JSON.stringify(decoded.value),
    '{"metadata":{"name":"x"},"spec":{"containers":[{"name":"c","image":"i","resources":{}}]},"status":{}}',
  )
})

test('a pointer to a zero is kept, and a list that must be there is null', () => {
  const decoded = decode('apps/v1.Deployment', { spec: { replicas: 0 } })
  assert.ok(decoded.ok)
  assert.deepEqual(decoded.value['spec'], {
    replicas: 0,
    selector: null,
    template: { metadata: {}, spec: { containers: null } },
    strategy: {},
  })
})

test('unknown fields are told with their places and dropped', () => {
  const decoded = decode('core/v1.Pod', { spec: { foo: 1, containers: [{ name: 'c', bar: 2 }] }, baz: 3 })
  assert.ok(decoded.ok)
  assert.deepEqual(decoded.unknown, ['spec.foo', 'spec.containers[0].bar', 'baz'])
})

const mismatches: readonly (readonly [type: string, object: object, problem: string])[] = [
  [
    'core/v1.Pod',
    { spec: { containers: 'c' } },
    'json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type []v1.Container',
  ],
  [
    'core/v1.Pod',
    { spec: { containers: [{ name: 1 }] } },
    'json: cannot unmarshal number into Go struct field Container.spec.containers.name of type string',
  ],
  [
    'core/v1.Pod',
    { metadata: { labels: { a: 1 } } },
    'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
  ],
  [
    'apps/v1.Deployment',
    { spec: { replicas: 1.5 } },
    'json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32',
  ],
  ['core/v1.Secret', { data: { a: '%' } }, 'illegal base64 data at input byte 0'],
  [
    'core/v1.Pod',
    { spec: { containers: [{ resources: { limits: { cpu: 'x' } } }] } },
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  ],
]
for (const [type, object, problem] of mismatches)
  test(`refuses ${JSON.stringify(object)} as ${type}`, () => {
    assert.deepEqual(decode(type, object as Record<string, unknown>), { ok: false, problem })
  })

test('members that a text names twice are found where they are', () => {
  const text = '{"a":1,"b":[{"c":"x,\\"}","d":{"e":1,"e":2}}],"a":{"a":1},"b":[]}'
  assert.deepEqual(findDuplicateFields(text), ['b[0].d.e', 'a', 'b'])
  assert.deepEqual(findDuplicateFields('{"a":"a","b":["a","a"],"c":{"a":1}}'), [])
})
