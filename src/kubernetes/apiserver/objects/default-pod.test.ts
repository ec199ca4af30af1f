import assert from 'node:assert/strict'
import { test } from 'node:test'
import { valueAt, type JsonObject } from '../../api/index.ts'
import { createTestCluster } from '../server.test-support.ts'

const pods = '/api/v1/namespaces/default/pods'

async function specOf(spec: JsonObject): Promise<unknown> {
  const { send } = await createTestCluster()
  const whole = { automountServiceAccountToken: false, ...spec }
  const { status, body } = await send('POST', pods, { body: { metadata: { name: 'p' }, spec: whole } })
  assert.equal(status, 201)
  return body['spec']
}

const containerOf = async (container: JsonObject, more: JsonObject = {}): Promise<unknown> => {
  const spec = await specOf({ ...more, containers: [{ name: 'c', image: 'i', ...container }] })
  return (valueAt(spec, 'containers') as unknown[])[0]
}

test('what is limited is requested up to its limit', async () => {
  const resources = { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m' } }
  assert.deepEqual(valueAt(await containerOf({ resources }), 'resources', 'requests'), {
    cpu: '500m',
    memory: '1Gi',
  })
})

test('ports get a protocol, and on the host’s network their own number there', async () => {
  const ports = [{ containerPort: 80 }]
  assert.deepEqual(valueAt(await containerOf({ ports }), 'ports'), [{ containerPort: 80, protocol: 'TCP' }])
  assert.deepEqual(valueAt(await containerOf({ ports }, { hostNetwork: true }), 'ports'), [
    { containerPort: 80, hostPort: 80, protocol: 'TCP' },
  ])
})

test('probes and hooks get their times and addresses', async () => {
  const container = await containerOf({
    readinessProbe: { httpGet: { port: 80 } },
    livenessProbe: { grpc: { port: 1 }, periodSeconds: 3 },
    lifecycle: { preStop: { httpGet: { port: 1, path: '/stop' } } },
  })
  const times = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 }
  assert.deepEqual(valueAt(container, 'readinessProbe'), {
    httpGet: { port: 80, path: '/', scheme: 'HTTP' },
    ...times,
  })
  assert.deepEqual(valueAt(container, 'livenessProbe'), {
    grpc: { service: '', port: 1 },
    ...times,
    periodSeconds: 3,
  })
  assert.deepEqual(valueAt(container, 'lifecycle', 'preStop', 'httpGet'), {
    port: 1,
    path: '/stop',
    scheme: 'HTTP',
  })
})

test('volumes get a source and their references a version', async () => {
  const spec = await specOf({
    containers: [{ name: 'c', image: 'i' }],
    volumes: [
      { name: 'none' },
      { name: 'files', downwardAPI: { items: [{ path: 'n', fieldRef: { fieldPath: 'metadata.name' } }] } },
    ],
  })
  assert.deepEqual(valueAt(spec, 'volumes'), [
    { name: 'none', emptyDir: {} },
    {
      name: 'files',
      downwardAPI: {
        defaultMode: 420,
        items: [{ path: 'n', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } }],
      },
    },
  ])
})

test('what says nothing is not kept', async () => {
  const { send } = await createTestCluster()
  const { body } = await send('POST', pods, {
    body: {
      metadata: { name: 'p', labels: {}, annotations: null, finalizers: [] },
      spec: {
        volumes: [],
        nodeSelector: {},
        securityContext: {},
        containers: [{ name: 'c', image: 'i', env: [] }],
      },
    },
  })
  const { labels, annotations, finalizers } = body['metadata'] as JsonObject
  assert.deepEqual([labels, annotations, finalizers], [undefined, undefined, undefined])
  assert.equal(valueAt(body, 'spec', 'nodeSelector'), undefined)
  assert.deepEqual(valueAt(body, 'spec', 'securityContext'), {})
})

test('the generation of a pod counts what was wanted of it', async () => {
  const { send } = await createTestCluster()
  await send('POST', pods, {
    body: { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'i' }] } },
  })
  const patch = async (body: unknown, path = ''): Promise<unknown> => {
    const type = path === '' ? 'application/json-patch+json' : 'application/merge-patch+json'
    return valueAt((await send('PATCH', `${pods}/p${path}`, { body, type })).body, 'metadata', 'generation')
  }
  assert.equal(await patch([{ op: 'add', path: '/metadata/labels', value: { a: 'b' } }]), 1)
  assert.equal(await patch([{ op: 'replace', path: '/spec/containers/0/image', value: 'j' }]), 2)
  assert.equal(await patch([{ op: 'replace', path: '/metadata/generation', value: 9 }]), 2)
  assert.equal(await patch({ status: { podIP: '127.0.0.1' } }, '/status'), 2)
  const { body } = await send('GET', `${pods}/p`)
  assert.deepEqual(valueAt(body, 'status', 'podIPs'), [{ ip: '127.0.0.1' }])
})
