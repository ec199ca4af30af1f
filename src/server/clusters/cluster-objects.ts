/** The objects of a cluster as EKS itself reads, writes and removes them, by the cluster's own API. */
import type { JsonObject, KubernetesClient } from '../../kubernetes/api/index.ts'

export interface ObjectName {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly namespace?: string
}

export interface NamedObject extends JsonObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly resourceVersion?: string
  }
}

export interface ObjectKeeper {
  readonly read: (name: ObjectName) => Promise<NamedObject | undefined>
  readonly write: (object: NamedObject) => Promise<'written' | 'changed' | { readonly refused: string }>
  readonly remove: (name: ObjectName) => Promise<void>
}

/** Of each kind that is kept so. */
const plurals: Readonly<Record<string, string>> = {
  ClusterRole: 'clusterroles',
  ClusterRoleBinding: 'clusterrolebindings',
  ConfigMap: 'configmaps',
  DaemonSet: 'daemonsets',
  Deployment: 'deployments',
  Node: 'nodes',
  PodDisruptionBudget: 'poddisruptionbudgets',
  Role: 'roles',
  RoleBinding: 'rolebindings',
  Service: 'services',
  ServiceAccount: 'serviceaccounts',
}

export function createObjectKeeper(client: KubernetesClient): ObjectKeeper {
  return {
    read: async (name) => {
      const answer = await client.get(pathOf(name))
      if (answer.ok) return answer.value as NamedObject
      if (answer.problem.code === 404) return undefined
      throw new Error(`${name.kind} ${name.name} cannot be read: ${answer.problem.message}`)
    },
    write: async (object) => {
      const { apiVersion, kind, metadata } = object
      const { name, namespace, resourceVersion } = metadata
      const answer =
        resourceVersion === undefined
          ? await client.create(pathOf({ apiVersion, kind, namespace }), object)
          : await client.request('PUT', pathOf({ apiVersion, kind, name, namespace }), { body: object })
      if (answer.ok) return 'written'
      const { code, message } = answer.problem
      if (code === 409 || (code === 404 && resourceVersion !== undefined)) return 'changed'
      if (code >= 400 && code < 500) return { refused: message }
      throw new Error(`${kind} ${name} cannot be written: ${message}`)
    },
    remove: async (name) => {
      const answer = await client.delete(pathOf(name))
      if (!answer.ok && answer.problem.code !== 404)
        throw new Error(`${name.kind} ${name.name} cannot be removed: ${answer.problem.message}`)
    },
  }
}

function pathOf({ apiVersion, kind, name, namespace }: Partial<ObjectName>): string {
  const plural = plurals[kind ?? '']
  if (apiVersion === undefined || plural === undefined)
    throw new TypeError(`objects of kind \`${kind}\` are not kept`)
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  const steps = [
    ...(namespace === undefined ? [] : ['namespaces', namespace]),
    plural,
    ...(name === undefined ? [] : [name]),
  ]
  return `${group}/${steps.map(encodeURIComponent).join('/')}`
}
