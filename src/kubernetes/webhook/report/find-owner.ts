/** Who made a pod and will make it anew: the Deployment behind its ReplicaSet, the CronJob behind its Job, or nobody. */
import { BoundedMap } from '../../../kit/index.ts'
import {
  isObject,
  listOf,
  textOf,
  valueAt,
  type ApiProblem,
  type JsonObject,
  type KubernetesClient,
} from '../../api/index.ts'
import { authoredByHand, readAuthored, type Authored } from './authored.ts'

export interface Owner {
  readonly kind: string
  readonly namespace: string
  readonly name: string
  /** Where the API serves it; undefined for kinds that this program does not know. */
  readonly path?: string
  /**
   * How its pods are made anew: by a rollout; one by one once they are gone; at its next run; or not at all
   * as far as anybody can say.
   */
  readonly renews: 'by-rollout' | 'when-gone' | 'next-run' | 'never'
  /** Undefined where it cannot be told what its author wrote. */
  readonly authored?: Authored
}

export type OwnerFinder = (pod: JsonObject) => Promise<Owner>

interface Reference {
  readonly group: string
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly uid: string
}

const plurals: Readonly<Record<string, string>> = {
  'apps/ReplicaSet': 'replicasets',
  'apps/Deployment': 'deployments',
  'apps/StatefulSet': 'statefulsets',
  'apps/DaemonSet': 'daemonsets',
  'batch/Job': 'jobs',
  'batch/CronJob': 'cronjobs',
  '/ReplicationController': 'replicationcontrollers',
}

export interface OwnerNeeds {
  readonly client: Pick<KubernetesClient, 'get'>
  /** Told once for each kind that could not be read. */
  readonly onProblem: (kind: string, problem: ApiProblem) => void
}

export function createOwnerFinder({ client, onProblem }: OwnerNeeds): OwnerFinder {
  const known = new BoundedMap<string, Owner>(2000)
  const told = new Set<string>()

  const read = async (reference: Reference, namespace: string): Promise<JsonObject | undefined> => {
    const path = pathTo(reference, namespace)
    if (path === undefined) return undefined
    const answer = await client.get(path)
    if (answer.ok)
      return valueAt(answer.value, 'metadata', 'uid') === reference.uid ? answer.value : undefined
    if (answer.problem.code !== 404 && !told.has(reference.kind)) {
      told.add(reference.kind)
      onProblem(reference.kind, answer.problem)
    }
    return undefined
  }

  const find = async (reference: Reference, namespace: string, pod: JsonObject): Promise<Owner> => {
    const object = await read(reference, namespace)
    const template = valueAt(object, 'spec', 'template')
    const authored = template === undefined ? {} : { authored: readAuthored(template) }
    const above = object === undefined ? undefined : controllerOf(object)
    const as = (each: Pick<Reference, 'group' | 'kind' | 'name'>, renews: Owner['renews']): Owner => {
      const path = pathTo(each, namespace)
      const { kind, name } = each
      return { kind, namespace, name, renews, ...(path !== undefined && { path }), ...authored }
    }
    switch (`${reference.group}/${reference.kind}`) {
      case 'apps/ReplicaSet': {
        const deployment = above ?? (object === undefined ? guessDeployment(reference, pod) : undefined)
        if (deployment?.group === 'apps' && deployment.kind === 'Deployment')
          return as(deployment, 'by-rollout')
        // Whatever stands above it, the ReplicaSet itself makes a pod anew.
        return as(reference, 'when-gone')
      }
      case 'apps/StatefulSet':
      case 'apps/DaemonSet':
        return as(
          reference,
          valueAt(object, 'spec', 'updateStrategy', 'type') === 'OnDelete' ? 'when-gone' : 'by-rollout',
        )
      case '/ReplicationController':
        return as(reference, 'when-gone')
      case 'batch/Job':
        return above?.group === 'batch' && above.kind === 'CronJob'
          ? as(above, 'next-run')
          : as(reference, 'never')
      default:
        return as(reference, 'never')
    }
  }

  return async (pod) => {
    const namespace = textOf(valueAt(pod, 'metadata', 'namespace')) ?? ''
    const reference = controllerOf(pod)
    if (reference === undefined) return bare(pod, namespace)
    const cached = known.get(reference.uid)
    if (cached !== undefined) return cached
    const owner = await find(reference, namespace, pod)
    known.set(reference.uid, owner)
    return owner
  }
}

function bare(pod: JsonObject, namespace: string): Owner {
  const name = textOf(valueAt(pod, 'metadata', 'name')) ?? ''
  const authored = authoredByHand(pod)
  return { kind: 'Pod', namespace, name, renews: 'never', ...(authored !== undefined && { authored }) }
}

export function controllerOf(object: JsonObject): Reference | undefined {
  const reference = listOf(valueAt(object, 'metadata', 'ownerReferences'))
    .filter(isObject)
    .find((each) => each['controller'] === true)
  if (reference === undefined) return undefined
  const [apiVersion = '', kind = '', name = '', uid = ''] = ['apiVersion', 'kind', 'name', 'uid'].map(
    (each) => textOf(reference[each]),
  )
  const slash = apiVersion.lastIndexOf('/')
  return { group: slash < 0 ? '' : apiVersion.slice(0, slash), apiVersion, kind, name, uid }
}

/** ReplicaSets of Deployments bear a digest that their pods have as a label. */
function guessDeployment({ name }: Reference, pod: JsonObject): Reference | undefined {
  const digest = textOf(valueAt(pod, 'metadata', 'labels', 'pod-template-hash'))
  if (digest === undefined || !name.endsWith(`-${digest}`)) return undefined
  const deployment = name.slice(0, -digest.length - 1)
  return { group: 'apps', apiVersion: 'apps/v1', kind: 'Deployment', name: deployment, uid: '' }
}

function pathTo(
  { group, kind, name }: Pick<Reference, 'group' | 'kind' | 'name'>,
  namespace: string,
): string | undefined {
  const plural = plurals[`${group}/${kind}`]
  if (plural === undefined) return undefined
  const base = group === '' ? '/api/v1' : `/apis/${group}/v1`
  return `${base}/namespaces/${encodeURIComponent(namespace)}/${plural}/${encodeURIComponent(name)}`
}
