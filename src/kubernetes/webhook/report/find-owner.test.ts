import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ApiAnswer, JsonObject } from '../../api/index.ts'
import { createOwnerFinder } from './find-owner.ts'

const [group, base] = ['/apis/apps/v1/namespaces/shop', '/apis/batch/v1/namespaces/shop']
const by = (apiVersion: string, kind: string, name: string, uid = name): JsonObject => ({
  ownerReferences: [{ apiVersion, kind, name, uid, controller: true }],
})
const spec = { template: { spec: { containers: [{ name: 'app' }] } } }

const objects: Readonly<Record<string, JsonObject>> = {
  [`${group}/replicasets/web-1`]: { metadata: { uid: 'web-1', ...by('apps/v1', 'Deployment', 'web') }, spec },
  [`${group}/replicasets/roll-1`]: {
    metadata: { uid: 'roll-1', ...by('argoproj.io/v1alpha1', 'Rollout', 'roll') },
    spec,
  },
  [`${group}/replicasets/lone`]: { metadata: { uid: 'lone' }, spec },
  [`${group}/statefulsets/db`]: { metadata: { uid: 'db' }, spec },
  [`${group}/daemonsets/log`]: {
    metadata: { uid: 'log' },
    spec: { ...spec, updateStrategy: { type: 'OnDelete' } },
  },
  [`${base}/jobs/night-1`]: { metadata: { uid: 'night-1', ...by('batch/v1', 'CronJob', 'night') }, spec },
  [`${base}/jobs/once`]: { metadata: { uid: 'once' }, spec },
}

function finder(code?: number) {
  const asked: string[] = []
  const problems: string[] = []
  const get = (path: string): Promise<ApiAnswer> => {
    asked.push(path)
    const value = objects[path]
    return Promise.resolve(
      value === undefined || code !== undefined
        ? { ok: false, problem: { code: code ?? 404, reason: '', message: 'no' } }
        : { ok: true, status: 200, value, warnings: [] },
    )
  }
  const find = createOwnerFinder({ client: { get }, onProblem: (kind) => problems.push(kind) })
  const owner = async (metadata: JsonObject) => {
    const { kind, name, renews, authored } = await find({ metadata: { namespace: 'shop', ...metadata } })
    return [kind, name, renews, authored !== undefined]
  }
  return { asked, problems, owner }
}

const owners: readonly (readonly [JsonObject, readonly unknown[]])[] = [
  [by('apps/v1', 'ReplicaSet', 'web-1'), ['Deployment', 'web', 'by-rollout', true]],
  [by('apps/v1', 'ReplicaSet', 'roll-1'), ['ReplicaSet', 'roll-1', 'when-gone', true]],
  [by('apps/v1', 'ReplicaSet', 'lone'), ['ReplicaSet', 'lone', 'when-gone', true]],
  [by('apps/v1', 'StatefulSet', 'db'), ['StatefulSet', 'db', 'by-rollout', true]],
  [by('apps/v1', 'DaemonSet', 'log'), ['DaemonSet', 'log', 'when-gone', true]],
  [by('batch/v1', 'Job', 'night-1'), ['CronJob', 'night', 'next-run', true]],
  [by('batch/v1', 'Job', 'once'), ['Job', 'once', 'never', true]],
  [by('v1', 'ReplicationController', 'old'), ['ReplicationController', 'old', 'when-gone', false]],
  [by('game.io/v1', 'Fleet', 'f'), ['Fleet', 'f', 'never', false]],
  // Made anew under the name of the one that made the pod.
  [by('apps/v1', 'StatefulSet', 'db', 'other'), ['StatefulSet', 'db', 'by-rollout', false]],
  [{ name: 'bare' }, ['Pod', 'bare', 'never', false]],
  [
    {
      name: 'applied',
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"spec":{"containers":[]}}' },
    },
    ['Pod', 'applied', 'never', true],
  ],
  [
    { name: 'odd', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{' } },
    ['Pod', 'odd', 'never', false],
  ],
]

for (const [metadata, expected] of owners)
  test(`the owner of ${JSON.stringify(metadata).slice(0, 90)} is ${expected.join(' ')}`, async () =>
    assert.deepEqual(await finder().owner(metadata), expected))

test('each owner is asked for once', async () => {
  const { asked, owner } = finder()
  for (let index = 0; index < 3; index++) await owner(by('apps/v1', 'ReplicaSet', 'web-1'))
  assert.equal(asked.length, 1)
})

test('a ReplicaSet that may not be read is told once, and its Deployment guessed by the digest of its pods', async () => {
  const { problems, owner } = finder(403)
  const labels = { 'pod-template-hash': '5d9' }
  assert.deepEqual(await owner({ labels, ...by('apps/v1', 'ReplicaSet', 'web-5d9') }), [
    'Deployment',
    'web',
    'by-rollout',
    false,
  ])
  assert.deepEqual(await owner({ labels, ...by('apps/v1', 'ReplicaSet', 'web-77') }), [
    'ReplicaSet',
    'web-77',
    'when-gone',
    false,
  ])
  assert.deepEqual(problems, ['ReplicaSet'])
})
