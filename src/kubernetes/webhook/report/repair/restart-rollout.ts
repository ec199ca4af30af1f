/** Restarts a Deployment, StatefulSet or DaemonSet as `kubectl rollout restart` does, and waits until its pods are there. */
import { valueAt, type JsonObject } from '../../../api/index.ts'
import type { Owner } from '../find-owner.ts'
import { findRoom, takenAtOnce } from './disruption-budgets.ts'
import { nameOwner } from './plan-repairs.ts'
import { done, failed, left, lookEvery, type Renewal, type RenewalNeeds } from './renewal.ts'
import { rolloutStatus } from './rollout-status.ts'
import { tryNewPod } from './try-new-pod.ts'

export async function restartRollout(needs: RenewalNeeds, owner: Owner): Promise<Renewal> {
  const { client, now, dryRun, say } = needs
  const path = owner.path ?? ''
  const found = await client.get(path)
  if (!found.ok) return left(`it cannot be read: ${found.problem.message}`)
  if (valueAt(found.value, 'spec', 'paused') === true) return left('it is paused')
  const before = rolloutStatus(owner.kind, found.value)
  if (before.state === 'failed') return left(`its last rollout failed: ${before.because}`)
  const tried = await tryNewPod(needs, owner, found.value)
  if (tried !== undefined) return tried
  const blocked = await waitForRoom(needs, owner, found.value)
  if (blocked !== undefined) return blocked
  const annotations = { 'kubectl.kubernetes.io/restartedAt': rfc3339(now()) }
  const patched = await client.request('PATCH', path, {
    query: { fieldManager: 'kubectl-rollout', ...(dryRun && { dryRun: 'All' }) },
    contentType: 'application/strategic-merge-patch+json',
    body: { spec: { template: { metadata: { annotations } } } },
  })
  if (!patched.ok) return left(`it cannot be restarted: ${patched.problem.message}`)
  say(`${nameOwner(owner)}: ${dryRun ? 'would be restarted' : 'restarted'}`)
  return dryRun ? done : waitForRollout(needs, owner)
}

const rfc3339 = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')

async function waitForRoom(
  { client, signal, now, wait, timeout, dryRun, say }: RenewalNeeds,
  owner: Owner,
  workload: JsonObject,
): Promise<Renewal | undefined> {
  const taken = takenAtOnce(owner.kind, workload)
  if (taken === 0) return undefined
  const labels = valueAt(workload, 'spec', 'template', 'metadata', 'labels')
  const deadline = now() + timeout
  for (let told = false; ; told = true) {
    const budgets = await findRoom(client, owner.namespace, labels, signal)
    if (!budgets.ok) return left(`its disruption budgets cannot be read: ${budgets.problem.message}`)
    if (budgets.room >= taken) return undefined
    const because = `disruption budget ${budgets.narrowest} lets ${budgets.room} pods go, and its rollout takes ${taken} at once`
    if (dryRun || now() >= deadline || signal.aborted) return left(because)
    if (!told) say(`${nameOwner(owner)}: waiting, ${because}`)
    await wait(lookEvery, signal)
  }
}

async function waitForRollout(
  { client, signal, now, wait, timeout, say }: RenewalNeeds,
  owner: Owner,
): Promise<Renewal> {
  const deadline = now() + timeout
  for (let told = ''; ;) {
    const found = await client.get(owner.path ?? '')
    const status = found.ok
      ? rolloutStatus(owner.kind, found.value)
      : { state: 'waiting' as const, because: found.problem.message }
    if (status.state === 'done') return done
    if (status.state === 'failed') return failed(status.because)
    if (signal.aborted) return failed(`broken off while ${status.because}`)
    if (now() >= deadline) return failed(`not ready in time: ${status.because}`)
    if (status.because !== told) say(`${nameOwner(owner)}: ${(told = status.because)}`)
    await wait(lookEvery, signal)
  }
}
