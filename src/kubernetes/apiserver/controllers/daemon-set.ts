/** DaemonSets: one pod on each node that fits. */
import type { JsonObject } from '../../api/index.ts'
import { objectOf, valueAt } from '../../api/index.ts'
import type { KubernetesObject } from '../objects/objects.ts'
import { hashOf } from './deployment.ts'
import { fitsNode } from './fit-node.ts'
import { makePod, patchStatus, removePod } from './replica-set.ts'
import type { World } from './world.ts'
import { controllerAccount, isActive, isControlledBy, isReady, ownerReference, pathTo } from './world.ts'

const resource = 'daemonsets.apps'
const revisions = 'controllerrevisions.apps'
const account = controllerAccount('daemon-set')
const hashLabel = 'controller-revision-hash'

export async function reconcileDaemonSet(world: World, namespace: string, name: string): Promise<boolean> {
  const set = world.find(resource, namespace, name)
  if (set === undefined || set.metadata.deletionTimestamp !== undefined) return true
  const maker = { account, component: 'daemonset-controller', resource, owner: set }
  const hash = hashOf(valueAt(set, 'spec', 'template'))
  await keepRevision(world, set, hash)
  const nodes = nodesFor(world, set)
  const pods = podsOf(world, set)
  let refused: string | undefined
  for (const node of nodes.filter((each) => !pods.some((pod) => nodeOf(pod) === each)))
    refused ??= await makePod(world, maker, (pod) => forNode(pod, node, hash))
  for (const pod of pods.filter((each) => !nodes.includes(nodeOf(each))))
    await removePod(world, maker, namespace, pod)
  if (valueAt(set, 'spec', 'updateStrategy', 'type') !== 'OnDelete') await renew(world, set, hash)
  await writeStatus(world, set, nodes, hash)
  return refused === undefined
}

const podsOf = (world: World, set: KubernetesObject): readonly KubernetesObject[] =>
  world.list('pods', set.metadata.namespace).filter((pod) => isControlledBy(pod, set) && isActive(pod))

const nodesFor = (world: World, set: KubernetesObject): readonly string[] =>
  world
    .list('nodes')
    .filter((node) =>
      fitsNode(forNode(objectOf(valueAt(set, 'spec', 'template')), node.metadata.name, ''), node),
    )
    .map((node) => node.metadata.name)

/** The node that it is on, or for which it was made. */
function nodeOf(pod: JsonObject): string {
  const [term] = (valueAt(
    pod,
    'spec',
    'affinity',
    'nodeAffinity',
    'requiredDuringSchedulingIgnoredDuringExecution',
    'nodeSelectorTerms',
  ) ?? []) as readonly JsonObject[]
  const [field] = (valueAt(term, 'matchFields') ?? []) as readonly JsonObject[]
  const [wished] = (valueAt(field, 'values') ?? []) as readonly string[]
  return (valueAt(pod, 'spec', 'nodeName') as string | undefined) || (wished ?? '')
}

const everywhere = [
  'not-ready',
  'unreachable',
  'disk-pressure',
  'memory-pressure',
  'pid-pressure',
  'unschedulable',
]

function forNode(pod: JsonObject, node: string, hash: string): JsonObject {
  const [metadata, spec] = [objectOf(pod['metadata']), objectOf(pod['spec'])]
  const term = { matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] }
  const tolerations = everywhere.map((name, at) => ({
    key: `node.kubernetes.io/${name}`,
    operator: 'Exists',
    effect: at < 2 ? 'NoExecute' : 'NoSchedule',
  }))
  return {
    ...pod,
    metadata: { ...metadata, labels: { ...objectOf(metadata['labels']), [hashLabel]: hash } },
    spec: {
      ...spec,
      affinity: {
        ...objectOf(spec['affinity']),
        nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } },
      },
      tolerations: [...((spec['tolerations'] ?? []) as readonly unknown[]), ...tolerations],
    },
  }
}

/** States of the template, by which a rollout is undone. */
async function keepRevision(world: World, set: KubernetesObject, hash: string): Promise<void> {
  const { name, namespace = '' } = set.metadata
  const own = world.list(revisions, namespace).filter((each) => isControlledBy(each, set))
  const newest = Math.max(0, ...own.map((each) => Number(each['revision'] ?? 0)))
  const known = own.find((each) => each.metadata.name === `${name}-${hash}`)
  if (known !== undefined && Number(known['revision']) === newest) return
  if (known !== undefined) {
    await world.ask(account, 'PATCH', pathTo(revisions, namespace, known.metadata.name), {
      revision: newest + 1,
    })
    return
  }
  const template = objectOf(valueAt(set, 'spec', 'template'))
  await world.ask(account, 'POST', pathTo(revisions, namespace), {
    metadata: {
      name: `${name}-${hash}`,
      labels: { ...objectOf(valueAt(template, 'metadata', 'labels')), [hashLabel]: hash },
      ownerReferences: [ownerReference(resource, set)],
    },
    data: { spec: { template: { $patch: 'replace', ...template } } },
    revision: newest + 1,
  })
}

/** Old pods go, as many at once as may be missing; the next round makes new ones. */
async function renew(world: World, set: KubernetesObject, hash: string): Promise<void> {
  const pods = podsOf(world, set)
  const old = pods.filter((pod) => pod.metadata.labels?.[hashLabel] !== hash)
  const missing = pods.length - pods.filter(isReady).length
  const allowed = allowedOf(valueAt(set, 'spec', 'updateStrategy', 'rollingUpdate', 'maxUnavailable'), pods)
  const idle = old.filter((pod) => !isReady(pod))
  const going = [...idle, ...old.filter(isReady).slice(0, Math.max(0, allowed - missing))]
  const maker = { account, component: 'daemonset-controller', resource, owner: set }
  for (const pod of going) await removePod(world, maker, set.metadata.namespace ?? '', pod)
}

/** How many may be missing, one at least; a share of them is rounded up. */
function allowedOf(bound: unknown, pods: readonly KubernetesObject[]): number {
  const count =
    typeof bound === 'string' ? Math.ceil((Number.parseInt(bound, 10) * pods.length) / 100) : Number(bound)
  return Math.max(1, count || 0)
}

async function writeStatus(
  world: World,
  before: KubernetesObject,
  nodes: readonly string[],
  hash: string,
): Promise<void> {
  const { namespace = '', name } = before.metadata
  const set = world.find(resource, namespace, name)
  if (set === undefined) return
  const pods = podsOf(world, set).filter((pod) => nodes.includes(nodeOf(pod)))
  const ready = pods.filter(isReady).length
  const updated = pods.filter((pod) => pod.metadata.labels?.[hashLabel] === hash).length
  await patchStatus(world, account, resource, set, {
    currentNumberScheduled: pods.length,
    desiredNumberScheduled: nodes.length,
    numberMisscheduled: 0,
    numberReady: ready,
    observedGeneration: before.metadata.generation,
    updatedNumberScheduled: updated || null,
    numberAvailable: ready || null,
    numberUnavailable: nodes.length - ready || null,
  })
}
