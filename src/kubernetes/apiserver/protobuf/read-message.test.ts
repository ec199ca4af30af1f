import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assert as check, property, uint8Array } from 'fast-check'
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
