/** Waits until all replicas are new and available, or says what keeps them. */
import { listOf, pathOf, textOf, valueAt, type JsonObject } from '../../api/index.ts'
import { nameOf, namespaceNameOf, pathOfObject, titleOf } from './locate.ts'
import { failed, type ClusterNeeds, type Done } from './needs.ts'

export async function awaitDeployment(
  needs: ClusterNeeds,
  deployment: JsonObject,
  deadline: number,
): Promise<Done> {
  const { client, wait, now } = needs
  const wanted = Number(valueAt(deployment, 'spec', 'replicas'))
  for (;;) {
    const answer = await client.get(pathOfObject(deployment))
    if (answer.ok && isRolledOut(answer.value)) return { ok: true }
    if (now() >= deadline) {
      const available = answer.ok ? Number(valueAt(answer.value, 'status', 'availableReplicas') ?? 0) : 0
      const causes = answer.ok
        ? [...conditionsOf(answer.value), ...(await podsThatWait(needs, deployment))]
        : [answer.problem.message]
      return failed(`${titleOf(deployment)}: ${available} of ${wanted} replicas are available`, ...causes)
    }
    await wait(Math.min(1000, Math.max(1, deadline - now())))
  }
}

/** As `kubectl rollout status` judges it. */
function isRolledOut(deployment: JsonObject): boolean {
  const status = (name: string): number => Number(valueAt(deployment, 'status', name) ?? 0)
  const wanted = Number(valueAt(deployment, 'spec', 'replicas') ?? 1)
  return (
    status('observedGeneration') >= Number(valueAt(deployment, 'metadata', 'generation')) &&
    status('updatedReplicas') >= wanted &&
    status('replicas') <= status('updatedReplicas') &&
    status('availableReplicas') >= status('updatedReplicas')
  )
}

/** Why replicas could not be made, as by a quota or a pod security standard. */
const conditionsOf = (deployment: JsonObject): readonly string[] =>
  listOf(valueAt(deployment, 'status', 'conditions')).flatMap((condition) =>
    valueAt(condition, 'type') === 'ReplicaFailure' && valueAt(condition, 'status') === 'True'
      ? [textOf(valueAt(condition, 'message')) ?? 'replicas could not be made']
      : [],
  )

async function podsThatWait({ client }: ClusterNeeds, deployment: JsonObject): Promise<readonly string[]> {
  const answer = await client.request('GET', pathOf('pods', namespaceNameOf(deployment)), {
    query: { labelSelector: `app.kubernetes.io/instance=${nameOf(deployment)}` },
  })
  if (!answer.ok) return []
  return listOf(answer.value['items'])
    .flatMap((pod) => {
      const cause = causeOf(pod)
      return cause === undefined ? [] : [`pod ${textOf(valueAt(pod, 'metadata', 'name')) ?? ''}: ${cause}`]
    })
    .slice(0, 5)
}

/** Undefined for a pod that is ready. */
function causeOf(pod: unknown): string | undefined {
  const conditions = listOf(valueAt(pod, 'status', 'conditions'))
  const isTrue = (type: string): boolean =>
    conditions.some((each) => valueAt(each, 'type') === type && valueAt(each, 'status') === 'True')
  if (isTrue('Ready')) return undefined
  for (const status of listOf(valueAt(pod, 'status', 'containerStatuses'))) {
    const waiting = valueAt(status, 'state', 'waiting')
    const reason = textOf(valueAt(waiting, 'reason'))
    if (reason !== undefined) return [reason, textOf(valueAt(waiting, 'message'))].filter(Boolean).join(': ')
  }
  const unscheduled = conditions.find(
    (each) => valueAt(each, 'type') === 'PodScheduled' && valueAt(each, 'status') === 'False',
  )
  if (unscheduled !== undefined)
    return `not scheduled: ${textOf(valueAt(unscheduled, 'message')) ?? 'no node fits'}`
  return isTrue('PodScheduled') ? 'runs and is not ready; its log says why' : 'no node has taken it yet'
}
