/** What kube-apiserver fills in where a pod says nothing. */
import type { JsonObject } from '../../api/index.ts'
import { isObject, listOf, objectOf, textOf, valueAt } from '../../api/index.ts'

export function defaultPod(pod: JsonObject): JsonObject {
  return { ...pod, spec: defaultSpec(objectOf(pod['spec'])), status: objectOf(pod['status']) }
}

function defaultSpec(spec: JsonObject): JsonObject {
  const serviceAccountName = textOf(spec['serviceAccountName']) || textOf(spec['serviceAccount']) || 'default'
  return {
    ...spec,
    ...present({
      volumes: mapList(spec['volumes'], defaultVolume),
      initContainers: mapList(spec['initContainers'], defaultContainer),
      containers: mapList(spec['containers'], defaultContainer),
    }),
    restartPolicy: spec['restartPolicy'] ?? 'Always',
    terminationGracePeriodSeconds: spec['terminationGracePeriodSeconds'] ?? 30,
    dnsPolicy: spec['dnsPolicy'] ?? 'ClusterFirst',
    serviceAccountName,
    serviceAccount: serviceAccountName,
    securityContext: spec['securityContext'] ?? {},
    schedulerName: spec['schedulerName'] ?? 'default-scheduler',
    tolerations: defaultTolerations(listOf(spec['tolerations'])),
    priority: spec['priority'] ?? 0,
    enableServiceLinks: spec['enableServiceLinks'] ?? true,
    preemptionPolicy: spec['preemptionPolicy'] ?? 'PreemptLowerPriority',
  }
}

function defaultContainer(container: JsonObject): JsonObject {
  return {
    ...container,
    ...present({ env: mapList(container['env'], defaultVariable) }),
    resources: container['resources'] ?? {},
    terminationMessagePath: container['terminationMessagePath'] ?? '/dev/termination-log',
    terminationMessagePolicy: container['terminationMessagePolicy'] ?? 'File',
    imagePullPolicy: container['imagePullPolicy'] ?? pullPolicy(textOf(container['image']) ?? ''),
  }
}

function pullPolicy(image: string): string {
  if (image.includes('@')) return 'IfNotPresent'
  const [, tag = 'latest'] = /:([^:/]+)$/.exec(image) ?? []
  return tag === 'latest' ? 'Always' : 'IfNotPresent'
}

function defaultVariable(variable: JsonObject): JsonObject {
  const fieldRef = valueAt(variable, 'valueFrom', 'fieldRef')
  if (!isObject(fieldRef)) return variable
  return {
    ...variable,
    valueFrom: { ...objectOf(variable['valueFrom']), fieldRef: { apiVersion: 'v1', ...fieldRef } },
  }
}

function defaultVolume(volume: JsonObject): JsonObject {
  const projected = volume['projected']
  if (!isObject(projected)) {
    const kind = ['secret', 'configMap', 'downwardAPI'].find((each) => isObject(volume[each]))
    return kind === undefined
      ? volume
      : { ...volume, [kind]: { ...objectOf(volume[kind]), ...defaultMode(volume[kind]) } }
  }
  const sources = mapList(projected['sources'], (source) => {
    const token = source['serviceAccountToken']
    if (!isObject(token)) return source
    return {
      ...source,
      serviceAccountToken: { ...token, expirationSeconds: token['expirationSeconds'] ?? 3600 },
    }
  })
  return { ...volume, projected: { ...projected, ...present({ sources }), ...defaultMode(projected) } }
}

const defaultMode = (source: unknown): JsonObject => ({ defaultMode: valueAt(source, 'defaultMode') ?? 420 })

const notReady = 'node.kubernetes.io/not-ready'
const unreachable = 'node.kubernetes.io/unreachable'

/** The pod leaves a node that fails after five minutes, unless it says otherwise. */
function defaultTolerations(tolerations: readonly unknown[]): readonly unknown[] {
  const tolerates = (key: string): boolean =>
    tolerations.some((each) => {
      const [theirs, effect] = [valueAt(each, 'key'), valueAt(each, 'effect')]
      return (theirs === key || !theirs) && (effect === 'NoExecute' || !effect)
    })
  const missing = [notReady, unreachable].filter((key) => !tolerates(key))
  return [
    ...tolerations,
    ...missing.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 })),
  ]
}

function mapList(value: unknown, change: (item: JsonObject) => JsonObject): readonly unknown[] | undefined {
  return Array.isArray(value)
    ? value.map((item) => (isObject(item) ? change(item) : (item as unknown)))
    : undefined
}

const present = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))
