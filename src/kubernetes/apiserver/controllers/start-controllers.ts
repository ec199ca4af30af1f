/** Runs the controllers: each change in the cluster is looked at by those that it concerns, one after the other. */
import { keyOf } from '../../../store/index.ts'
import type { Change } from '../../../store/index.ts'
import { listOf, textOf, valueAt } from '../../api/index.ts'
import type { ApiServerNeeds } from '../needs.ts'
import type { KubernetesObject } from '../objects/objects.ts'
import { isKept, qualified, resources } from '../resources/resource.ts'
import { reconcileAccountTokens } from './account-tokens.ts'
import { aggregateRoles } from './aggregate-roles.ts'
import { collectOrphansOf, serveFinalizers } from './collect-garbage.ts'
import { collectPodsOf } from './collect-pods.ts'
import { reconcileDaemonSet } from './daemon-set.ts'
import { reconcileBudget } from './disruption-budget.ts'
import { reconcileDeployment } from './deployment.ts'
import { finishNamespace } from './finish-namespace.ts'
import { reconcileJob } from './job.ts'
import { reconcileReplicaSet } from './replica-set.ts'
import { schedulePod } from './schedule-pod.ts'
import { accountNameOf, reconcileTokenSecret } from './token-secret.ts'
import type { World } from './world.ts'
import { controllerOf, createWorld } from './world.ts'

type Reconcile = (world: World, namespace: string, name: string) => Promise<boolean>

const reconcilers: Readonly<Record<string, Reconcile>> = {
  'daemonsets.apps': reconcileDaemonSet,
  'deployments.apps': reconcileDeployment,
  'jobs.batch': reconcileJob,
  'poddisruptionbudgets.policy': reconcileBudget,
  'replicasets.apps': reconcileReplicaSet,
  pods: schedulePod,
  secrets: reconcileTokenSecret,
  serviceaccounts: reconcileAccountTokens,
}

const retryAfter = 2000

interface Task {
  readonly name: string
  readonly run: () => Promise<boolean>
}

/** Until the function that is returned is called. */
export function startControllers(needs: ApiServerNeeds): () => Promise<void> {
  const world = createWorld(needs)
  const waiting = new Map<string, Task>()
  const timers = new Set<NodeJS.Timeout>()
  let stopped = false
  let working: Promise<void> | undefined

  const add = (task: Task): void => {
    if (stopped) return
    waiting.set(task.name, task)
    begin()
  }
  const begin = (): void => {
    working ??= work().finally(() => {
      working = undefined
      if (waiting.size > 0 && !stopped) begin()
    })
  }
  const work = async (): Promise<void> => {
    // What a change brought about is looked at after it is acknowledged.
    await Promise.resolve()
    for (const [name, task] of waiting) {
      if (stopped) return
      waiting.delete(name)
      if (!(await runTask(needs, task))) retry(task)
    }
  }
  const retry = (task: Task): void => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      add(task)
    }, retryAfter)
    timer.unref()
    timers.add(timer)
  }

  const prefix = `${keyOf(['kubernetes', needs.cluster])}/`
  const look = (resource: string, object: KubernetesObject, gone: boolean): void => {
    for (const task of tasksFor(world, resource, object, gone)) add(task)
  }
  const unsubscribe = needs.store.watch(prefix, needs.store.revision, (changes) => {
    for (const change of changes as readonly Change<KubernetesObject>[])
      look(change.key.slice(prefix.length).split('/')[0]!, change.value, change.type === 'delete')
  })
  for (const resource of resources.filter(isKept))
    for (const object of world.list(qualified(resource))) look(qualified(resource), object, false)
  return async () => {
    stopped = true
    unsubscribe()
    for (const timer of timers) clearTimeout(timer)
    await working
  }
}

async function runTask({ onFault }: ApiServerNeeds, { run }: Task): Promise<boolean> {
  try {
    return await run()
  } catch (error) {
    onFault?.(error)
    return false
  }
}

/** Whom the change of an object concerns: itself, its owner, its namespace, what it owned. */
function tasksFor(world: World, resource: string, object: KubernetesObject, gone: boolean): readonly Task[] {
  const { namespace = '', name, uid, deletionTimestamp, finalizers } = object.metadata
  const tasks: Task[] = []
  const addFor = (of: string, within: string, which: string): void => {
    const reconcile = reconcilers[of]
    if (reconcile !== undefined)
      tasks.push({ name: `${of} ${within}/${which}`, run: () => reconcile(world, within, which) })
  }
  if (!gone) addFor(resource, namespace, name)
  if (resource === 'serviceaccounts')
    for (const secret of world.list('secrets', namespace))
      if (accountNameOf(secret) === name) addFor('secrets', namespace, secret.metadata.name)
  if (resource === 'secrets' && gone) addFor('serviceaccounts', namespace, accountNameOf(object) ?? '')
  if (resource === 'pods')
    for (const budget of world.list('poddisruptionbudgets.policy', namespace))
      addFor('poddisruptionbudgets.policy', namespace, budget.metadata.name)
  const owner = controllerOf(object)
  const kind = textOf(valueAt(owner, 'kind'))
  const owning = resources.find((each) => each.kind === kind)
  if (owning !== undefined) addFor(qualified(owning), namespace, textOf(valueAt(owner, 'name')) ?? '')
  if (resource === 'clusterroles.rbac.authorization.k8s.io')
    tasks.push({ name: 'roles that gather others', run: () => aggregateRoles(world) })
  if (resource === 'nodes') {
    for (const set of world.list('daemonsets.apps'))
      addFor('daemonsets.apps', set.metadata.namespace ?? '', set.metadata.name)
    for (const pod of world.list('pods'))
      if (!valueAt(pod, 'spec', 'nodeName')) addFor('pods', pod.metadata.namespace ?? '', pod.metadata.name)
  }
  if (gone && resource === 'nodes')
    tasks.push({ name: `pods of ${name}`, run: () => collectPodsOf(world, name) })
  if (gone) tasks.push({ name: `orphans ${uid}`, run: () => collectOrphansOf(world, uid) })
  else if (deletionTimestamp !== undefined && listOf(finalizers).length > 0)
    tasks.push({
      name: `finalizers ${resource} ${namespace}/${name}`,
      run: () => serveFinalizers(world, resource, namespace, name),
    })
  tasks.push(...tasksOfOwners(world, object))
  const within = resource === 'namespaces' ? name : namespace
  if (within !== '' && world.find('namespaces', '', within)?.metadata.deletionTimestamp !== undefined)
    tasks.push({ name: `namespace ${within}`, run: () => finishNamespace(world, within) })
  return tasks
}

/** Owners that wait for what they own. */
function tasksOfOwners(world: World, { metadata }: KubernetesObject): readonly Task[] {
  return listOf(metadata['ownerReferences']).flatMap((owner) => {
    const [kind, name] = ['kind', 'name'].map((part) => textOf(valueAt(owner, part)) ?? '')
    const resource = resources.find((each) => each.kind === kind)
    if (resource === undefined) return []
    const namespace = resource.namespaced ? (metadata.namespace ?? '') : ''
    const found = world.find(qualified(resource), namespace, name!)
    if (found?.metadata.deletionTimestamp === undefined) return []
    return [
      {
        name: `finalizers ${qualified(resource)} ${namespace}/${name}`,
        run: () => serveFinalizers(world, qualified(resource), namespace, name!),
      },
    ]
  })
}
