import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBackOff, goDuration } from './back-off.ts'
import { readField, readQuantity, readResource, type PodPlace } from './read-field.ts'
import { privilegesOf } from './security.ts'

const place: PodPlace = { hostIp: '10.0.0.1', podIp: '10.244.0.2', cpus: 4, memory: 8 * 2 ** 30 }

test('a container that keeps ending waits not at all, then twice as long each time, up to the longest', () => {
  const backOff = createBackOff({ initial: 10_000, max: 300_000 })
  const waits = Array.from({ length: 8 }, (_, n) => backOff.next(1000 + n))
  assert.deepEqual(waits, [0, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000])
  assert.equal(backOff.next(10_000_000), 0)
})

test('durations are printed as Go prints them', () => {
  for (const [milliseconds, text] of [
    [500, '500ms'],
    [10_000, '10s'],
    [80_000, '1m20s'],
    [300_000, '5m0s'],
  ] as const)
    assert.equal(goDuration(milliseconds), text)
})

test('quantities are read as Kubernetes writes them', () => {
  for (const [text, value] of [
    ['500m', 0.5],
    ['2', 2],
    ['1Gi', 2 ** 30],
    ['1e3', 1000],
    ['100k', 100_000],
    ['x', undefined],
    ['1Xi', undefined],
  ] as const)
    assert.equal(readQuantity(text), value, text)
})

test('resources are told in whole units, and a container without limits has the node’s', () => {
  const container = { name: 'c', resources: { limits: { cpu: '1500m', memory: '128Mi' } } }
  const pod = { spec: { containers: [container, { name: 'free' }] } }
  const read = (reference: object) => readResource(pod, container, { ...reference }, place)
  assert.equal(read({ resource: 'limits.cpu' }), '2')
  assert.equal(read({ resource: 'limits.cpu', divisor: '1m' }), '1500')
  assert.equal(read({ resource: 'limits.memory', divisor: '1Mi' }), '128')
  assert.equal(read({ resource: 'limits.cpu', containerName: 'free' }), '4')
  assert.equal(read({ resource: 'requests.cpu', containerName: 'free' }), '0')
  assert.equal(read({ resource: 'limits.cpu', containerName: 'nope' }), undefined)
  assert.equal(read({ resource: 'limits.gpu' }), undefined)
})

test('fields of a pod are told, and no others', () => {
  const pod = { metadata: { name: 'p', labels: { b: '"2"', a: '1' } }, spec: { nodeName: 'n' } }
  assert.equal(readField(pod, 'metadata.labels', place), 'a="1"\nb="\\"2\\""')
  assert.equal(readField(pod, "metadata.labels['a']", place), '1')
  assert.equal(readField(pod, "metadata.annotations['nope']", place), '')
  assert.equal(readField(pod, 'status.podIP', place), '10.244.0.2')
  assert.equal(readField(pod, 'spec.containers', place), undefined)
})

test('no container gets what would let it out, and none runs as another user where the node may not', () => {
  const root = { uid: 0, ownUsers: false }
  const flags = (context: object, ours = root, pod: object = {}) =>
    privilegesOf({ spec: pod }, { securityContext: context }, ours)
  const plain = flags({})
  assert.ok(
    plain.ok &&
      !plain.value.join().includes('sys_admin') &&
      plain.value[0]!.startsWith('--bounding-set=-all,'),
  )
  assert.deepEqual(flags({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } }), {
    ok: true,
    value: ['--bounding-set=-all,+net_bind_service'],
  })
  const user = flags({ runAsUser: 1000, allowPrivilegeEscalation: false }, root, {
    securityContext: { fsGroup: 7 },
  })
  assert.ok(user.ok)
  assert.deepEqual(
    user.value.filter((flag) => !flag.startsWith('--bounding')),
    ['--reuid=1000', '--regid=0', '--groups=7', '--no-new-privs'],
  )
  for (const context of [
    { privileged: true },
    { capabilities: { add: ['SYS_ADMIN'] } },
    { capabilities: { add: ['CAP_SYS_PTRACE'] } },
    { capabilities: { add: ['ALL'] } },
    { runAsNonRoot: true },
  ])
    assert.equal(flags(context).ok, false, JSON.stringify(context))
  assert.equal(flags({ runAsUser: 1000 }, { uid: 500, ownUsers: true }).ok, false)
  assert.ok(flags({ runAsUser: 500 }, { uid: 500, ownUsers: true }).ok)
})
