/** The scheduler: a pod that is on no node goes to the one that has least to do among those that fit. */
import { listOf, objectOf, valueAt } from '../../api/index.ts'
import type { KubernetesObject } from '../objects/objects.ts'
import { timestamp } from '../objects/timestamp.ts'
import { fitsNode } from './fit-node.ts'
import { recordEvent } from './record-event.ts'
import { patchStatus } from './replica-set.ts'
import type { World } from './world.ts'
import { isActive, isReady, pathTo } from './world.ts'

const account = 'system:kube-scheduler'
const component = 'default-scheduler'

export async function schedulePod(world: World, namespace: string, name: string): Promise<boolean> {
  const pod = world.find('pods', namespace, name)
  if (pod === undefined || !isWaiting(pod)) return true
  const nodes = world.list('nodes')
  if (nodes.length === 0) {
    world.onPodWithoutNode?.(namespace)
    return true
  }
  const fitting = nodes.filter((node) => isReady(node) && fitsNode(pod, node))
  const [chosen] = fitting.toSorted((a, b) => loadOf(world, a) - loadOf(world, b))
  const told = { account, component, resource: 'pods', object: pod }
  if (chosen === undefined) {
    const message = `0/${nodes.length} nodes are available: ${nodes.length} node(s) didn't match Pod's node affinity/selector or had untolerated taint(s).`
    if (await markUnschedulable(world, pod, message))
      await recordEvent(world, { ...told, type: 'Warning', reason: 'FailedScheduling', message })
    return true
  }
  const node = chosen.metadata.name
  const target = { apiVersion: 'v1', kind: 'Node', name: node }
  const binding = { metadata: { name, uid: pod.metadata.uid }, target }
  const { status } = await world.ask(account, 'POST', pathTo('pods', namespace, name, 'binding'), binding)
  if (status !== 201) return false
  const message = `Successfully assigned ${namespace}/${name} to ${node}`
  await recordEvent(world, { ...told, type: 'Normal', reason: 'Scheduled', message })
  return true
}

const isWaiting = (pod: KubernetesObject): boolean =>
  isActive(pod) &&
  !valueAt(pod, 'spec', 'nodeName') &&
  valueAt(pod, 'spec', 'schedulerName') === 'default-scheduler' &&
  listOf(valueAt(pod, 'spec', 'schedulingGates')).length === 0

const loadOf = (world: World, node: KubernetesObject): number =>
  world.list('pods').filter((pod) => valueAt(pod, 'spec', 'nodeName') === node.metadata.name && isActive(pod))
    .length

/** Whether that is news. */
async function markUnschedulable(world: World, pod: KubernetesObject, message: string): Promise<boolean> {
  const conditions = listOf(objectOf(pod['status'])['conditions'])
  const isThis = (each: unknown): boolean => valueAt(each, 'type') === 'PodScheduled'
  const known = conditions.find(isThis)
  if (valueAt(known, 'message') === message) return false
  const condition = {
    type: 'PodScheduled',
    status: 'False',
    lastProbeTime: null,
    lastTransitionTime: valueAt(known, 'lastTransitionTime') ?? timestamp(world.now()),
    reason: 'Unschedulable',
    message,
  }
  const others = conditions.filter((each) => !isThis(each))
  await patchStatus(world, account, 'pods', pod, { conditions: [...others, condition] })
  return true
}
