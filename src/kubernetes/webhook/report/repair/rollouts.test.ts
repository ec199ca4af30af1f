import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../../../api/index.ts'
import { takenAtOnce } from './disruption-budgets.ts'
import { rolloutStatus } from './rollout-status.ts'

const status = (kind: string, spec: JsonObject, seen: JsonObject): string => {
  const found = rolloutStatus(kind, {
    metadata: { generation: 3 },
    spec,
    status: { observedGeneration: 3, ...seen },
  })
  return found.state === 'done' ? 'done' : `${found.state}: ${found.because}`
}

const three = { replicas: 3 }
const late = [{ type: 'Progressing', reason: 'ProgressDeadlineExceeded', message: 'too slow' }]
const [r1, r2] = ['r1', 'r2']
const statuses: readonly (readonly [kind: string, spec: JsonObject, seen: JsonObject, says: string])[] = [
  ['Deployment', three, { observedGeneration: 2 }, 'waiting: its controller has not seen the change yet'],
  ['Deployment', three, {}, 'waiting: 0 of 3 new pods are there'],
  ['Deployment', three, { updatedReplicas: 3, replicas: 4 }, 'waiting: 1 old pods are still there'],
  [
    'Deployment',
    three,
    { updatedReplicas: 3, replicas: 3, availableReplicas: 2 },
    'waiting: 2 of 3 new pods are available',
  ],
  ['Deployment', three, { updatedReplicas: 3, replicas: 3, availableReplicas: 3 }, 'done'],
  ['Deployment', { replicas: 0 }, {}, 'done'],
  ['Deployment', {}, { updatedReplicas: 1, replicas: 1, availableReplicas: 1 }, 'done'],
  ['Deployment', three, { conditions: late }, 'failed: too slow'],
  ['StatefulSet', three, { readyReplicas: 2 }, 'waiting: 2 of 3 pods are ready'],
  [
    'StatefulSet',
    three,
    { readyReplicas: 3, updatedReplicas: 1, updateRevision: r2, currentRevision: r1 },
    'waiting: 1 of 3 new pods are there',
  ],
  ['StatefulSet', three, { readyReplicas: 3, updateRevision: r2, currentRevision: r2 }, 'done'],
  [
    'StatefulSet',
    { replicas: 3, updateStrategy: { rollingUpdate: { partition: 1 } } },
    { readyReplicas: 3, updatedReplicas: 1, updateRevision: r2, currentRevision: r1 },
    'waiting: 1 of 2 new pods are there',
  ],
  [
    'StatefulSet',
    { replicas: 3, updateStrategy: { rollingUpdate: { partition: 1 } } },
    { readyReplicas: 3, updatedReplicas: 2, updateRevision: r2, currentRevision: r1 },
    'done',
  ],
  [
    'DaemonSet',
    {},
    { desiredNumberScheduled: 4, updatedNumberScheduled: 3 },
    'waiting: 3 of 4 new pods are there',
  ],
  [
    'DaemonSet',
    {},
    { desiredNumberScheduled: 4, updatedNumberScheduled: 4, numberAvailable: 3 },
    'waiting: 3 of 4 pods are available',
  ],
  ['DaemonSet', {}, { desiredNumberScheduled: 4, updatedNumberScheduled: 4, numberAvailable: 4 }, 'done'],
  ['Job', {}, {}, 'failed: a Job has no rollouts'],
]

for (const [kind, spec, seen, says] of statuses)
  test(`${kind} ${JSON.stringify(spec)} ${JSON.stringify(seen)}: ${says}`, () =>
    assert.equal(status(kind, spec, seen), says))

const rolling = (maxUnavailable: unknown, maxSurge: unknown): JsonObject => ({
  strategy: { rollingUpdate: { maxUnavailable, maxSurge } },
})
const taken: readonly (readonly [kind: string, spec: JsonObject, count: number])[] = [
  ['Deployment', { replicas: 1 }, 0],
  ['Deployment', { replicas: 8 }, 2],
  ['Deployment', { replicas: 8, strategy: { type: 'Recreate' } }, 8],
  ['Deployment', { replicas: 8, ...rolling(0, 1) }, 0],
  ['Deployment', { replicas: 8, ...rolling('10%', 0) }, 1],
  ['Deployment', { replicas: 8, ...rolling('50%', 0) }, 4],
  ['Deployment', { replicas: 8, ...rolling('nonsense', 0) }, 8],
  ['StatefulSet', { replicas: 8 }, 1],
  ['StatefulSet', { replicas: 8, updateStrategy: { rollingUpdate: { maxUnavailable: '20%' } } }, 2],
  ['DaemonSet', {}, 1],
  ['DaemonSet', { updateStrategy: { rollingUpdate: { maxUnavailable: '50%' } } }, 2],
  ['DaemonSet', { updateStrategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } }, 0],
]

for (const [kind, spec, count] of taken)
  test(`the rollout of a ${kind} with ${JSON.stringify(spec)} takes ${count} pods at once`, () =>
    assert.equal(takenAtOnce(kind, { spec, status: { desiredNumberScheduled: 4 } }), count))
