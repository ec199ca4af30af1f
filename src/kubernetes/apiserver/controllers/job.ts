/** Jobs: pods until enough of them have succeeded, or too many have failed. */
import type { JsonObject } from '../../api/index.ts'
import { listOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import type { KubernetesObject } from '../objects/objects.ts'
import { timestamp } from '../objects/timestamp.ts'
import { recordEvent } from './record-event.ts'
import { makePod, patchStatus, removePod } from './replica-set.ts'
import type { World } from './world.ts'
import { controllerAccount, isActive, isControlledBy, isReady, numberAt } from './world.ts'

const resource = 'jobs.batch'
const account = controllerAccount('job')
const component = 'job-controller'

export async function reconcileJob(world: World, namespace: string, name: string): Promise<boolean> {
  const job = world.find(resource, namespace, name)
  if (job === undefined || job.metadata.deletionTimestamp !== undefined || isOver(job)) return true
  const maker = { account, component, resource, owner: job }
  const pods = world.list('pods', namespace).filter((pod) => isControlledBy(pod, job))
  const active = pods.filter(isActive)
  const count = (phase: string): number =>
    pods.filter((pod) => valueAt(pod, 'status', 'phase') === phase).length
  const [succeeded, failed] = [count('Succeeded'), count('Failed')]
  const isSuspended = valueAt(job, 'spec', 'suspend') === true
  const completions = Number(
    valueAt(job, 'spec', 'completions') ?? (succeeded > 0 && active.length === 0 ? succeeded : Infinity),
  )
  const limit = numberAt(job, 'spec', 'backoffLimit')
  const end =
    succeeded >= completions
      ? ending('Complete', 'CompletionsReached', 'Reached expected number of succeeded pods')
      : failed > limit
        ? ending('Failed', 'BackoffLimitExceeded', 'Job has reached the specified backoff limit')
        : undefined
  const wanted =
    end !== undefined || isSuspended
      ? 0
      : Math.min(numberAt(job, 'spec', 'parallelism'), Math.max(0, completions - succeeded))
  let refused: string | undefined
  for (let at = active.length; at < wanted && refused === undefined; at++)
    refused = await makePod(world, maker)
  for (const pod of active.slice(wanted)) await removePod(world, maker, namespace, pod)
  await writeStatus(world, job, { succeeded, failed, end, isSuspended })
  if (end !== undefined)
    await recordEvent(world, {
      ...maker,
      object: job,
      type: end.type === 'Complete' ? 'Normal' : 'Warning',
      reason: end.type === 'Complete' ? 'Completed' : 'BackoffLimitExceeded',
      message: end.type === 'Complete' ? 'Job completed' : end.message,
    })
  return refused === undefined
}

const isOver = (job: JsonObject): boolean =>
  listOf(valueAt(job, 'status', 'conditions')).some(
    (each) =>
      ['Complete', 'Failed'].includes(textOf(valueAt(each, 'type')) ?? '') &&
      valueAt(each, 'status') === 'True',
  )

interface Ending {
  readonly type: string
  readonly reason: string
  readonly message: string
}

const ending = (type: string, reason: string, message: string): Ending => ({ type, reason, message })

interface Progress {
  readonly succeeded: number
  readonly failed: number
  readonly end: Ending | undefined
  readonly isSuspended: boolean
}

async function writeStatus(world: World, before: KubernetesObject, progress: Progress): Promise<void> {
  const { namespace = '', name } = before.metadata
  const job = world.find(resource, namespace, name)
  if (job === undefined) return
  const { succeeded, failed, end, isSuspended } = progress
  const now = timestamp(world.now())
  const active = world.list('pods', namespace).filter((pod) => isControlledBy(pod, job) && isActive(pod))
  const suspended = { type: 'Suspended', reason: 'JobSuspended', message: 'Job suspended' }
  const said = [
    ...(end === undefined ? [] : [endingNames(end), end]).flat(),
    ...(isSuspended ? [suspended] : []),
  ]
  const known = listOf(valueAt(job, 'status', 'conditions'))
  const conditions = said.map(({ type, reason, message }) => {
    const same = known.find((each) => valueAt(each, 'type') === type)
    const since = valueAt(same, 'lastTransitionTime') ?? now
    return { type, status: 'True', lastProbeTime: since, lastTransitionTime: since, reason, message }
  })
  const startTime = objectOf(job['status'])['startTime']
  await patchStatus(world, account, resource, job, {
    ...(isSuspended ? {} : { startTime: startTime ?? now }),
    active: active.length || null,
    ready: active.filter(isReady).length,
    terminating: 0,
    succeeded: succeeded || null,
    failed: failed || null,
    ...(end?.type === 'Complete' && { completionTime: now }),
    conditions: conditions.length === 0 ? null : conditions,
    uncountedTerminatedPods: {},
  })
}

/** What comes is said before it has come. */
const endingNames = ({ type, reason, message }: Ending): Ending => ({
  type: type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget',
  reason,
  message,
})
