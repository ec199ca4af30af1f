/** The downward API: what a container is told of its own pod, in variables and volumes alike. */
import { listOf, objectOf, textOf, valueAt, type JsonObject } from '../../api/index.ts'

export interface PodPlace {
  readonly hostIp: string
  readonly podIp: string
  /** What the node has to give, for containers without limits. */
  readonly cpus: number
  readonly memory: number
}

const fields = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
]

/** Undefined for a field that there is not. */
export function readField(
  pod: JsonObject,
  fieldPath: string,
  { hostIp, podIp }: PodPlace,
): string | undefined {
  if (fields.includes(fieldPath)) return textOf(valueAt(pod, ...fieldPath.split('.'))) ?? ''
  if (/^status\.hostIPs?$/.test(fieldPath)) return hostIp
  if (/^status\.podIPs?$/.test(fieldPath)) return podIp
  const [, map, key] = /^metadata\.(labels|annotations)\['([^']+)'\]$/.exec(fieldPath) ?? []
  if (map !== undefined) return textOf(valueAt(pod, 'metadata', map, key!)) ?? ''
  if (fieldPath !== 'metadata.labels' && fieldPath !== 'metadata.annotations') return undefined
  return Object.entries(objectOf(valueAt(pod, ...fieldPath.split('.'))))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .sort()
    .join('\n')
}

/** `limits.cpu` of a container in whole units of the divisor, rounded up. */
export function readResource(
  pod: JsonObject,
  container: JsonObject | undefined,
  reference: JsonObject,
  place: PodPlace,
): string | undefined {
  const named = textOf(reference['containerName'])
  const owner =
    named === undefined || named === ''
      ? container
      : ['containers', 'initContainers']
          .flatMap((list) => listOf(valueAt(pod, 'spec', list)))
          .find((each) => valueAt(each, 'name') === named)
  const [, kind, resource] =
    /^(limits|requests)\.(cpu|memory|ephemeral-storage)$/.exec(textOf(reference['resource']) ?? '') ?? []
  if (owner === undefined || kind === undefined || resource === undefined) return undefined
  const said = readQuantity(valueAt(owner, 'resources', kind, resource))
  const whole = resource === 'cpu' ? place.cpus : resource === 'memory' ? place.memory : 0
  const divisor = readQuantity(reference['divisor']) || 1
  return String(Math.ceil((said ?? (kind === 'limits' ? whole : 0)) / divisor - 1e-9))
}

const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
export function readQuantity(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  const [, number, suffix] = /^([+-]?[0-9.]+(?:[eE][+-]?\d+)?)([a-zA-Z]*)$/.exec(textOf(value) ?? '') ?? []
  const factor = suffixes[suffix ?? 'none']
  return number === undefined || factor === undefined ? undefined : Number(number) * factor
}
