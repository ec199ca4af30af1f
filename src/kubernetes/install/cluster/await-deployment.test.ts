import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject, KubernetesClient } from '../../api/index.ts'
import { awaitDeployment } from './await-deployment.ts'

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'hook', namespace: 'hooks', generation: 3 },
  spec: { replicas: 2 },
}
const rolledOut = { observedGeneration: 3, replicas: 2, updatedReplicas: 2, availableReplicas: 2 }

/** A cluster that answers with one state after the other, and stays at the last. */
async function awaitIn(statuses: readonly JsonObject[], pods: readonly JsonObject[] = []) {
  let [time, asked] = [0, 0]
  const answer = (value: JsonObject) =>
    Promise.resolve({ ok: true, status: 200, value, warnings: [] } as const)
  const client = {
    get: () => answer({ ...deployment, status: statuses[Math.min(asked++, statuses.length - 1)] }),
    request: () => answer({ items: pods }),
  } as unknown as KubernetesClient
  const wait = (milliseconds: number): Promise<void> => {
    time += milliseconds
    return Promise.resolve()
  }
  const needs = { client, wait, now: () => time, say: () => undefined, newId: () => 'id' }
  return awaitDeployment(needs, deployment, 5000)
}

const short: readonly (readonly [what: string, status: JsonObject])[] = [
  ['an old generation', { ...rolledOut, observedGeneration: 2 }],
  ['an old replica that goes on', { ...rolledOut, replicas: 3 }],
  ['a replica that is not new', { ...rolledOut, updatedReplicas: 1 }],
  ['a replica that is not available', { ...rolledOut, availableReplicas: 1 }],
  ['nothing said yet', {}],
]
for (const [what, status] of short)
  test(`a roll is waited for: ${what}`, async () => {
    assert.deepEqual(await awaitIn([status, status, rolledOut]), { ok: true })
    assert.equal((await awaitIn([status])).ok, false)
  })

const pod = (status: JsonObject): JsonObject => ({ metadata: { name: 'p' }, status })
const condition = (type: string, status: string, message?: string): JsonObject => ({ type, status, message })
const causes: readonly (readonly [words: string, status: JsonObject])[] = [
  [
    'pod p: ImagePullBackOff: no such image',
    {
      containerStatuses: [{ state: { waiting: { reason: 'ImagePullBackOff', message: 'no such image' } } }],
    },
  ],
  [
    'pod p: CrashLoopBackOff',
    { containerStatuses: [{ state: { waiting: { reason: 'CrashLoopBackOff' } } }] },
  ],
  ['pod p: not scheduled: too few', { conditions: [condition('PodScheduled', 'False', 'too few')] }],
  ['pod p: no node has taken it yet', {}],
  [
    'pod p: runs and is not ready; its log says why',
    { conditions: [condition('PodScheduled', 'True'), condition('Ready', 'False')] },
  ],
]
for (const [words, status] of causes)
  test(`a roll that does not end is told by its cause: ${words}`, async () => {
    const ready = pod({ conditions: [condition('Ready', 'True')] })
    assert.deepEqual(await awaitIn([{ availableReplicas: 1 }], [ready, pod(status)]), {
      ok: false,
      problems: ['Deployment hooks/hook: 1 of 2 replicas are available', words],
    })
  })

test('replicas that cannot be made are told', async () => {
  const conditions = [
    { type: 'Progressing', status: 'True', message: 'x' },
    { type: 'ReplicaFailure', status: 'True', message: 'pods "hook-1" is forbidden: exceeded quota' },
  ]
  const seen = await awaitIn([{ conditions }])
  assert.ok(!seen.ok)
  assert.equal(seen.problems[1], 'pods "hook-1" is forbidden: exceeded quota')
})
