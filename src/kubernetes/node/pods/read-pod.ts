/** Reads a pod as the API server gives it into what a node has to know of it. */
import { isObject, listOf, objectOf, textOf, valueAt, type JsonObject } from '../../api/index.ts'
import { readProbe, type Probe } from '../probes/read-probe.ts'

export interface Pod {
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly restartPolicy: 'Always' | 'OnFailure' | 'Never'
  readonly hostNetwork: boolean
  readonly hostname: string
  /** Those of initContainers first, in their order. */
  readonly containers: readonly Container[]
  /** Seconds that containers have to end in. */
  readonly gracePeriod: number
  readonly activeDeadline?: number
  /** Its end has been asked for. */
  readonly isDeleted: boolean
  readonly object: JsonObject
}

export interface Container {
  readonly name: string
  readonly image: string
  /** `init` runs before the others and to its end; a `sidecar` starts among the first and ends with the last. */
  readonly role: 'init' | 'sidecar' | 'main'
  readonly pullPolicy: string
  readonly startup?: Probe
  readonly liveness?: Probe
  readonly readiness?: Probe
  readonly object: JsonObject
}

export function readPod(object: JsonObject): Pod {
  const { spec, metadata } = { spec: objectOf(object['spec']), metadata: objectOf(object['metadata']) }
  const deadline = spec['activeDeadlineSeconds']
  const name = textOf(metadata['name']) ?? ''
  const lists = { initContainers: listOf(spec['initContainers']), containers: listOf(spec['containers']) }
  const isDeleted = typeof metadata['deletionTimestamp'] === 'string'
  return {
    namespace: textOf(metadata['namespace']) ?? '',
    name,
    uid: textOf(metadata['uid']) ?? '',
    restartPolicy: readPolicy(spec['restartPolicy']),
    hostNetwork: spec['hostNetwork'] === true,
    hostname: textOf(spec['hostname']) ?? name.slice(0, 63),
    containers: [
      ...lists.initContainers.filter(isObject).map((each) => readContainer(each, true)),
      ...lists.containers.filter(isObject).map((each) => readContainer(each, false)),
    ],
    gracePeriod: Number(
      (isDeleted ? metadata['deletionGracePeriodSeconds'] : undefined) ??
        spec['terminationGracePeriodSeconds'] ??
        30,
    ),
    ...(typeof deadline === 'number' && { activeDeadline: deadline }),
    isDeleted,
    object,
  }
}

const readPolicy = (value: unknown): Pod['restartPolicy'] =>
  value === 'Never' || value === 'OnFailure' ? value : 'Always'

function readContainer(object: JsonObject, isInit: boolean): Container {
  const role = isInit ? (object['restartPolicy'] === 'Always' ? 'sidecar' : 'init') : 'main'
  return {
    name: textOf(object['name']) ?? '',
    image: textOf(object['image']) ?? '',
    role,
    pullPolicy: textOf(object['imagePullPolicy']) ?? 'IfNotPresent',
    startup: readProbe(object, 'startupProbe'),
    liveness: readProbe(object, 'livenessProbe'),
    readiness: readProbe(object, 'readinessProbe'),
    object,
  }
}

/** As the kubelet writes it in messages: `name_namespace(uid)`. */
export const podTitle = ({ name, namespace, uid }: Pick<Pod, 'name' | 'namespace' | 'uid'>): string =>
  `${name}_${namespace}(${uid})`

/** `spec.containers{name}`, as events refer to one. */
export const fieldPathOf = ({ role, name }: Pick<Container, 'role' | 'name'>): string =>
  `spec.${role === 'main' ? 'containers' : 'initContainers'}{${name}}`

/** The port that a probe or hook names by number or by name. */
export function portOf(container: JsonObject, port: unknown): number | undefined {
  if (typeof port === 'number') return port
  const named = listOf(container['ports']).find((each) => valueAt(each, 'name') === port)
  const found =
    valueAt(named, 'containerPort') ??
    (typeof port === 'string' && /^\d+$/.test(port) ? Number(port) : undefined)
  return typeof found === 'number' ? found : undefined
}
