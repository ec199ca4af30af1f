import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  array,
  assert as check,
  asyncProperty,
  bigInt,
  constantFrom,
  integer,
  letrec,
  oneof,
  property,
  tuple,
  uint8Array,
  type Arbitrary,
} from 'fast-check'
import { createTestCluster } from '../server.test-support.ts'
import { openEnvelope } from './open-envelope.ts'
import { MalformedMessage } from './read-fields.ts'
import { readMessage } from './read-message.ts'

const bytes = (number: number, value: Uint8Array | string): Buffer => {
  const raw = Buffer.from(value)
  return Buffer.concat([Buffer.of(number * 8 + 2, raw.length), raw])
}
const varint = (number: number, value: number): Buffer => Buffer.of(number * 8, value)

test('the envelope says of what kind the object is', () => {
  const typeMeta = Buffer.concat([bytes(1, 'v1'), bytes(2, 'Namespace')])
  const body = Buffer.concat([Buffer.from('k8s\0'), bytes(1, typeMeta), bytes(2, 'raw')])
  const { kind, apiVersion, raw } = openEnvelope(body)
  assert.deepEqual([kind, apiVersion, Buffer.from(raw).toString()], ['Namespace', 'v1', 'raw'])
})

test('a pod is read with its inlined sources, maps, ports by name and times', () => {
  const secret = bytes(6, bytes(1, 's'))
  const volume = Buffer.concat([bytes(1, 'v'), bytes(2, secret)])
  const port = Buffer.concat([varint(1, 1), varint(2, 0), bytes(3, 'http')])
  const probe = bytes(1, bytes(2, bytes(2, port)))
  const limits = bytes(8, bytes(1, Buffer.concat([bytes(1, 'cpu'), bytes(2, bytes(1, '500m'))])))
  const container = Buffer.concat([
    bytes(1, 'c'),
    bytes(2, 'i'),
    bytes(3, 'a'),
    bytes(3, 'b'),
    limits,
    bytes(10, probe),
  ])
  const spec = Buffer.concat([bytes(1, volume), bytes(2, container), varint(4, 0), varint(11, 1)])
  const labels = ['a', 'b'].map((key) => bytes(11, Buffer.concat([bytes(1, key), bytes(2, 'x')])))
  const metadata = Buffer.concat([bytes(1, 'p'), ...labels, bytes(8, varint(1, 1))])
  assert.deepEqual(readMessage('core/v1.Pod', Buffer.concat([bytes(1, metadata), bytes(2, spec)])), {
    metadata: { name: 'p', labels: { a: 'x', b: 'x' }, creationTimestamp: '1970-01-01T00:00:01Z' },
    spec: {
      volumes: [{ name: 'v', secret: { secretName: 's' } }],
      containers: [
        {
          name: 'c',
          image: 'i',
          command: ['a', 'b'],
          resources: { limits: { cpu: '500m' } },
          livenessProbe: { httpGet: { port: 'http' } },
        },
      ],
      terminationGracePeriodSeconds: 0,
      hostNetwork: true,
    },
  })
})

test('a named list is a message of its own', () => {
  const items = Buffer.concat([bytes(1, 'a'), bytes(1, 'b')])
  const spec = bytes(5, Buffer.concat([bytes(1, 'key'), bytes(2, items)]))
  assert.deepEqual(readMessage('authorization/v1.SubjectAccessReview', bytes(2, spec)), {
    spec: { extra: { key: ['a', 'b'] } },
  })
})

test('whatever arrives is read or refused as malformed, and nothing else happens', () => {
  check(
    property(uint8Array({ maxLength: 64 }), (raw) => {
      try {
        readMessage('core/v1.Pod', raw)
        openEnvelope(Buffer.concat([Buffer.from('k8s\0'), raw]))
      } catch (error) {
        assert.ok(error instanceof MalformedMessage, String(error))
      }
    }),
  )
})

/** Bytes that have the form of fields, however deep, with numbers and wire types at random. */
const { message } = letrec((tie) => ({
  message: array(tie('field'), { maxLength: 6 }).map((fields) => Buffer.concat(fields as Buffer[])),
  field: oneof(
    { depthSize: 'medium' },
    tuple(integer({ min: 1, max: 15 }), bigInt({ min: 0n, max: 2n ** 64n - 1n })).map(([number, value]) =>
      Buffer.concat([Buffer.of(number * 8), varintOf(value)]),
    ),
    tuple(integer({ min: 1, max: 15 }), oneof(tie('message'), uint8Array({ maxLength: 9 }))).map(
      ([number, value]) => {
        const raw = Buffer.from(value as Uint8Array)
        return Buffer.concat([Buffer.of(number * 8 + 2), varintOf(BigInt(raw.length)), raw])
      },
    ),
    tuple(integer({ min: 1, max: 15 }), constantFrom(1, 3, 4, 5, 6, 7), uint8Array({ maxLength: 8 })).map(
      ([number, wireType, rest]) => Buffer.concat([Buffer.of(number * 8 + wireType), rest]),
    ),
  ),
}))

function varintOf(value: bigint): Buffer {
  const out: number[] = []
  let rest = value
  for (; rest > 127n; rest >>= 7n) out.push(Number(rest & 127n) | 128)
  return Buffer.of(...out, Number(rest))
}

test('no message, however made, is answered with anything but 201, 400, 403, 409 or 422', async () => {
  const faults: unknown[] = []
  const { send } = await createTestCluster({ onFault: (fault) => faults.push(fault) })
  const headers = { 'content-type': ['application/vnd.kubernetes.protobuf'] }
  await check(
    asyncProperty(
      constantFrom(
        ['pods', 'v1', 'Pod'],
        ['serviceaccounts', 'v1', 'ServiceAccount'],
        ['secrets', 'v1', 'Secret'],
        ['events', 'v1', 'Event'],
        ['serviceaccounts/default/token', 'authentication.k8s.io/v1', 'TokenRequest'],
      ),
      oneof(message as Arbitrary<Uint8Array>, uint8Array({ maxLength: 200 })),
      async ([path, apiVersion, kind], raw) => {
        const typeMeta = Buffer.concat([bytes(1, apiVersion), bytes(2, kind)])
        const envelope = [bytes(1, typeMeta), Buffer.of(18), varintOf(BigInt(raw.length)), raw]
        const body = Buffer.concat([Buffer.from('k8s\0'), ...envelope])
        const { status } = await send('POST', `/api/v1/namespaces/default/${path}`, { bytes: body, headers })
        assert.ok([201, 400, 403, 409, 422].includes(status), `${status} ${String(faults.at(-1))}`)
      },
    ),
    { numRuns: 500 },
  )
})

test('millions of fields are refused before they fill the memory', () => {
  const million = 1_000_000
  const command = Buffer.alloc(2 * million)
  for (let at = 0; at < command.length; at += 2) command[at] = 3 * 8 + 2
  const container = Buffer.concat([Buffer.of(18), varintOf(BigInt(command.length)), command])
  const spec = Buffer.concat([Buffer.of(18), varintOf(BigInt(container.length)), container])
  assert.throws(() => readMessage('core/v1.Pod', spec), /more than 30000 values/)
  const packed = Buffer.concat([Buffer.of(34), varintOf(BigInt(million)), Buffer.alloc(million)])
  assert.throws(
    () =>
      readMessage(
        'core/v1.Pod',
        Buffer.concat([bytes(2, ''), Buffer.of(18), varintOf(BigInt(packed.length)), packed]),
      ),
    MalformedMessage,
  )
  const deep = Array.from({ length: 300 }).reduce<Buffer>(
    (inner) => Buffer.concat([Buffer.of(18), varintOf(BigInt(inner.length)), inner]),
    Buffer.alloc(0),
  )
  assert.doesNotThrow(() => openEnvelope(Buffer.concat([Buffer.from('k8s\0'), deep])))
})
