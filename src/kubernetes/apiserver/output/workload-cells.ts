/** The rows of what makes pods: Deployments, ReplicaSets, DaemonSets, Jobs. */
import type { JsonObject } from '../../api/index.ts'
import { listOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import type { Cells } from './cells.ts'
import { ageOf, humanDuration } from './human-duration.ts'
import { labelsText, plainSelectorText, selectorText } from './selector-text.ts'

const nameOf = (object: JsonObject): unknown => textOf(valueAt(object, 'metadata', 'name'))
const createdOf = (object: JsonObject): unknown => valueAt(object, 'metadata', 'creationTimestamp')
const countOf = (object: JsonObject, ...path: readonly string[]): number =>
  Number(valueAt(object, ...path) ?? 0)

/** Names and images of the template's containers. */
function containersOf(object: JsonObject): readonly string[] {
  const containers = listOf(valueAt(object, 'spec', 'template', 'spec', 'containers'))
  return ['name', 'image'].map((member) =>
    containers.map((each) => textOf(valueAt(each, member)) ?? '').join(','),
  )
}

export const deploymentCells: Cells = (object, now) => ({
  cells: [
    nameOf(object),
    `${countOf(object, 'status', 'readyReplicas')}/${countOf(object, 'spec', 'replicas')}`,
    countOf(object, 'status', 'updatedReplicas'),
    countOf(object, 'status', 'availableReplicas'),
    ageOf(createdOf(object), now),
    ...containersOf(object),
    plainSelectorText(valueAt(object, 'spec', 'selector')),
  ],
})

export const replicaSetCells: Cells = (object, now) => ({
  cells: [
    nameOf(object),
    countOf(object, 'spec', 'replicas'),
    countOf(object, 'status', 'replicas'),
    countOf(object, 'status', 'readyReplicas'),
    ageOf(createdOf(object), now),
    ...containersOf(object),
    selectorText(valueAt(object, 'spec', 'selector')),
  ],
})

export const daemonSetCells: Cells = (object, now) => ({
  cells: [
    nameOf(object),
    ...[
      'desiredNumberScheduled',
      'currentNumberScheduled',
      'numberReady',
      'updatedNumberScheduled',
      'numberAvailable',
    ].map((name) => countOf(object, 'status', name)),
    labelsText(objectOf(valueAt(object, 'spec', 'template', 'spec', 'nodeSelector'))),
    ageOf(createdOf(object), now),
    ...containersOf(object),
    selectorText(valueAt(object, 'spec', 'selector')),
  ],
})

export const jobCells: Cells = (object, now) => ({
  cells: [
    nameOf(object),
    jobState(object),
    completionsOf(object),
    jobDuration(object, now),
    ageOf(createdOf(object), now),
    ...containersOf(object),
    selectorText(valueAt(object, 'spec', 'selector')),
  ],
})

function jobState(job: JsonObject): string {
  const conditions = listOf(valueAt(job, 'status', 'conditions'))
    .filter((each) => valueAt(each, 'status') === 'True')
    .map((each) => valueAt(each, 'type'))
  for (const [type, word] of [
    ['Complete', 'Complete'],
    ['Failed', 'Failed'],
  ] as const)
    if (conditions.includes(type)) return word
  if (valueAt(job, 'metadata', 'deletionTimestamp') !== undefined) return 'Terminating'
  const found = ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find((type) => conditions.includes(type))
  return found ?? 'Running'
}

function completionsOf(job: JsonObject): string {
  const succeeded = countOf(job, 'status', 'succeeded')
  const completions = valueAt(job, 'spec', 'completions')
  if (typeof completions === 'number') return `${succeeded}/${completions}`
  const parallelism = countOf(job, 'spec', 'parallelism')
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`
}

function jobDuration(job: JsonObject, now: number): string {
  const start = Date.parse(textOf(valueAt(job, 'status', 'startTime')) ?? '')
  if (Number.isNaN(start)) return ''
  const end = Date.parse(textOf(valueAt(job, 'status', 'completionTime')) ?? '')
  return humanDuration((Number.isNaN(end) ? now : end) - start)
}
