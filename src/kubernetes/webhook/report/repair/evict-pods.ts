/** Makes the pods of an owner without rollouts anew: evicts one after another, each once those before it are back. */
import {
  listOf,
  pathOf,
  textOf,
  valueAt,
  walkList,
  type ApiProblem,
  type JsonObject,
} from '../../../api/index.ts'
import { controllerOf } from '../find-owner.ts'
import { selectorText } from '../label-selector.ts'
import type { Finding } from '../scan-pods.ts'
import { nameOwner, type Repair } from './plan-repairs.ts'
import { done, failed, left, lookEvery, type Renewal, type RenewalNeeds } from './renewal.ts'
import { number, replicasOf } from './rollout-status.ts'
import { tryNewPod } from './try-new-pod.ts'

export async function evictPods(needs: RenewalNeeds, { owner, findings }: Repair): Promise<Renewal> {
  const { client, say, dryRun } = needs
  const found = await client.get(owner.path ?? '')
  if (!found.ok) return left(`it cannot be read: ${found.problem.message}`)
  const tried = await tryNewPod(needs, owner, found.value)
  if (tried !== undefined) return tried
  const waiting = new Set(findings.map(({ uid }) => uid))
  let isChanged = false
  for (const finding of findings) {
    const refusal = await evict(needs, finding)
    if (refusal !== undefined) return (isChanged ? failed : left)(`pod ${finding.pod}: ${refusal}`)
    say(`${nameOwner(owner)}: pod ${finding.pod} ${dryRun ? 'would be evicted' : 'evicted'}`)
    if (dryRun) continue
    isChanged = true
    waiting.delete(finding.uid)
    const late = await waitForPods(needs, owner.path ?? '', finding, waiting)
    if (late !== undefined) return failed(late)
  }
  return done
}

/** Undefined when it went, or was gone already. */
async function evict(
  { client, signal, now, wait, timeout, dryRun, say }: RenewalNeeds,
  { namespace, pod, uid }: Finding,
): Promise<string | undefined> {
  const deadline = now() + timeout
  for (let told = false; ; told = true) {
    const answer = await client.create(
      pathOf('pods', namespace, pod, 'eviction'),
      {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { name: pod, namespace },
        deleteOptions: { preconditions: { uid } },
      },
      dryRun ? { dryRun: 'All' } : {},
    )
    // A conflict means that another pod has its name by now.
    if (answer.ok || answer.problem.code === 404 || answer.problem.code === 409) return undefined
    const { code, message } = answer.problem
    if (code !== 429 || dryRun || now() >= deadline || signal.aborted) return message
    if (!told) say(`pod ${pod} in namespace ${namespace}: waiting, ${message}`)
    await wait(lookEvery * 2, signal)
  }
}

/** Pods that are yet to be evicted may never have been ready, so they are not waited for. */
async function waitForPods(
  needs: RenewalNeeds,
  path: string,
  evicted: Finding,
  waiting: ReadonlySet<string>,
): Promise<string | undefined> {
  const { signal, now, wait, timeout } = needs
  const deadline = now() + timeout
  for (;;) {
    const count = await countReady(needs, path, evicted, waiting)
    if (typeof count === 'object' && count.ready >= count.wanted) return undefined
    const because =
      typeof count === 'object' ? `${count.ready} of ${count.wanted} of its pods are ready` : count
    if (signal.aborted) return `broken off while ${because}`
    if (now() >= deadline) return `not ready in time: ${because}`
    await wait(lookEvery, signal)
  }
}

async function countReady(
  { client, signal }: RenewalNeeds,
  path: string,
  evicted: Finding,
  waiting: ReadonlySet<string>,
): Promise<{ readonly ready: number; readonly wanted: number } | string> {
  const found = await client.get(path)
  if (!found.ok) return found.problem.message
  const owner = found.value
  const selector = valueAt(owner, 'spec', 'selector')
  // A ReplicationController's is a plain map.
  const isPlain =
    valueAt(selector, 'matchLabels') === undefined && valueAt(selector, 'matchExpressions') === undefined
  let ready = 0
  const problem: ApiProblem | undefined = await walkList(client, {
    path: pathOf('pods', evicted.namespace),
    query: { labelSelector: selectorText(isPlain ? { matchLabels: selector } : selector) },
    signal,
    onItem: (pod) => {
      const uid = textOf(valueAt(pod, 'metadata', 'uid')) ?? ''
      if (controllerOf(pod)?.uid !== valueAt(owner, 'metadata', 'uid')) return
      if (uid !== evicted.uid && !waiting.has(uid) && isReady(pod)) ready++
    },
  })
  if (problem !== undefined) return problem.message
  const isDaemonSet = evicted.owner.kind === 'DaemonSet'
  const all = isDaemonSet ? number(owner, 'status', 'desiredNumberScheduled') : replicasOf(owner)
  return { ready, wanted: Math.max(0, all - waiting.size) }
}

const isReady = (pod: JsonObject): boolean =>
  valueAt(pod, 'metadata', 'deletionTimestamp') === undefined &&
  listOf(valueAt(pod, 'status', 'conditions')).some(
    (condition) => valueAt(condition, 'type') === 'Ready' && valueAt(condition, 'status') === 'True',
  )
