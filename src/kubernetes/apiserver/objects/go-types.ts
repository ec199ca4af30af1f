/** The Go types of the fields that are read here, to refuse a wrong type with the words of kube-apiserver's decoder. */
import { isObject } from '../../api/index.ts'

/** Field types by struct: `string`, `bool`, `int32`, `[]T`, `map[string]string`, or the name of a struct or of an alias. */
const structs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ObjectMeta: {
    name: 'string',
    generateName: 'string',
    namespace: 'string',
    resourceVersion: 'string',
    uid: 'types.UID',
    labels: 'map[string]string',
    annotations: 'map[string]string',
    finalizers: '[]string',
  },
  Namespace: { metadata: 'v1.ObjectMeta', spec: 'v1.NamespaceSpec', status: 'v1.NamespaceStatus' },
  NamespaceSpec: { finalizers: '[]v1.FinalizerName' },
  NamespaceStatus: { phase: 'v1.NamespacePhase' },
  ServiceAccount: {
    metadata: 'v1.ObjectMeta',
    secrets: '[]v1.ObjectReference',
    imagePullSecrets: '[]v1.LocalObjectReference',
    automountServiceAccountToken: 'bool',
  },
  ObjectReference: {
    kind: 'string',
    namespace: 'string',
    name: 'string',
    uid: 'types.UID',
    apiVersion: 'string',
  },
  LocalObjectReference: { name: 'string' },
  Pod: { metadata: 'v1.ObjectMeta', spec: 'v1.PodSpec', status: 'v1.PodStatus' },
  PodSpec: {
    volumes: '[]v1.Volume',
    initContainers: '[]v1.Container',
    containers: '[]v1.Container',
    ephemeralContainers: '[]v1.EphemeralContainer',
    restartPolicy: 'v1.RestartPolicy',
    terminationGracePeriodSeconds: 'int64',
    activeDeadlineSeconds: 'int64',
    dnsPolicy: 'v1.DNSPolicy',
    nodeSelector: 'map[string]string',
    serviceAccountName: 'string',
    serviceAccount: 'string',
    automountServiceAccountToken: 'bool',
    nodeName: 'string',
    hostNetwork: 'bool',
    hostPID: 'bool',
    hostIPC: 'bool',
    securityContext: 'v1.PodSecurityContext',
    imagePullSecrets: '[]v1.LocalObjectReference',
    hostname: 'string',
    schedulerName: 'string',
    tolerations: '[]v1.Toleration',
    priorityClassName: 'string',
    priority: 'int32',
    enableServiceLinks: 'bool',
    preemptionPolicy: 'v1.PreemptionPolicy',
    os: 'v1.PodOS',
  },
  PodStatus: { phase: 'v1.PodPhase', conditions: '[]v1.PodCondition', message: 'string', reason: 'string' },
  PodCondition: { type: 'v1.PodConditionType', status: 'v1.ConditionStatus' },
  PodSecurityContext: { runAsUser: 'int64', runAsGroup: 'int64', fsGroup: 'int64', runAsNonRoot: 'bool' },
  PodOS: { name: 'v1.OSName' },
  Toleration: {
    key: 'string',
    operator: 'v1.TolerationOperator',
    value: 'string',
    effect: 'v1.TaintEffect',
    tolerationSeconds: 'int64',
  },
  EphemeralContainer: { name: 'string', image: 'string' },
  Container: {
    name: 'string',
    image: 'string',
    command: '[]string',
    args: '[]string',
    workingDir: 'string',
    ports: '[]v1.ContainerPort',
    envFrom: '[]v1.EnvFromSource',
    env: '[]v1.EnvVar',
    resources: 'v1.ResourceRequirements',
    restartPolicy: 'v1.ContainerRestartPolicy',
    volumeMounts: '[]v1.VolumeMount',
    terminationMessagePath: 'string',
    terminationMessagePolicy: 'v1.TerminationMessagePolicy',
    imagePullPolicy: 'v1.PullPolicy',
    securityContext: 'v1.SecurityContext',
    stdin: 'bool',
    tty: 'bool',
  },
  ContainerPort: { name: 'string', hostPort: 'int32', containerPort: 'int32', protocol: 'v1.Protocol' },
  ResourceRequirements: {},
  SecurityContext: { runAsUser: 'int64', runAsGroup: 'int64', privileged: 'bool', runAsNonRoot: 'bool' },
  EnvFromSource: { prefix: 'string', configMapRef: 'v1.ConfigMapEnvSource', secretRef: 'v1.SecretEnvSource' },
  ConfigMapEnvSource: { name: 'string', optional: 'bool' },
  SecretEnvSource: { name: 'string', optional: 'bool' },
  EnvVar: { name: 'string', value: 'string', valueFrom: 'v1.EnvVarSource' },
  EnvVarSource: {
    fieldRef: 'v1.ObjectFieldSelector',
    resourceFieldRef: 'v1.ResourceFieldSelector',
    configMapKeyRef: 'v1.ConfigMapKeySelector',
    secretKeyRef: 'v1.SecretKeySelector',
  },
  ObjectFieldSelector: { apiVersion: 'string', fieldPath: 'string' },
  ResourceFieldSelector: { containerName: 'string', resource: 'string' },
  ConfigMapKeySelector: { name: 'string', key: 'string', optional: 'bool' },
  SecretKeySelector: { name: 'string', key: 'string', optional: 'bool' },
  VolumeMount: {
    name: 'string',
    readOnly: 'bool',
    mountPath: 'string',
    subPath: 'string',
    subPathExpr: 'string',
  },
  Volume: {
    name: 'string',
    emptyDir: 'v1.EmptyDirVolumeSource',
    projected: 'v1.ProjectedVolumeSource',
    secret: 'v1.SecretVolumeSource',
    configMap: 'v1.ConfigMapVolumeSource',
    downwardAPI: 'v1.DownwardAPIVolumeSource',
    hostPath: 'v1.HostPathVolumeSource',
  },
  EmptyDirVolumeSource: { medium: 'v1.StorageMedium' },
  SecretVolumeSource: {
    secretName: 'string',
    items: '[]v1.KeyToPath',
    defaultMode: 'int32',
    optional: 'bool',
  },
  ConfigMapVolumeSource: { name: 'string', items: '[]v1.KeyToPath', defaultMode: 'int32', optional: 'bool' },
  DownwardAPIVolumeSource: { items: '[]v1.DownwardAPIVolumeFile', defaultMode: 'int32' },
  HostPathVolumeSource: { path: 'string', type: 'v1.HostPathType' },
  ProjectedVolumeSource: { sources: '[]v1.VolumeProjection', defaultMode: 'int32' },
  VolumeProjection: {
    serviceAccountToken: 'v1.ServiceAccountTokenProjection',
    configMap: 'v1.ConfigMapProjection',
    secret: 'v1.SecretProjection',
    downwardAPI: 'v1.DownwardAPIProjection',
  },
  ServiceAccountTokenProjection: { audience: 'string', expirationSeconds: 'int64', path: 'string' },
  ConfigMapProjection: { name: 'string', items: '[]v1.KeyToPath', optional: 'bool' },
  SecretProjection: { name: 'string', items: '[]v1.KeyToPath', optional: 'bool' },
  KeyToPath: { key: 'string', path: 'string', mode: 'int32' },
  DownwardAPIProjection: { items: '[]v1.DownwardAPIVolumeFile' },
  DownwardAPIVolumeFile: {
    path: 'string',
    fieldRef: 'v1.ObjectFieldSelector',
    resourceFieldRef: 'v1.ResourceFieldSelector',
    mode: 'int32',
  },
  TokenRequest: { metadata: 'v1.ObjectMeta', spec: 'v1.TokenRequestSpec' },
  TokenRequestSpec: {
    audiences: '[]string',
    expirationSeconds: 'int64',
    boundObjectRef: 'v1.BoundObjectReference',
  },
  BoundObjectReference: { kind: 'string', apiVersion: 'string', name: 'string', uid: 'types.UID' },
}

const bounds: Readonly<Record<string, number>> = { int32: 2 ** 31, int64: 2 ** 63 }

/** What the decoder says of the first field of a wrong type, undefined when all are right. */
export const findTypeProblem = (kind: string, object: unknown): string | undefined =>
  findInStruct(kind, object, '')

function findInStruct(struct: string, object: unknown, path: string): string | undefined {
  if (!isObject(object)) return undefined
  for (const [field, type] of Object.entries(structs[struct] ?? {})) {
    if (!Object.hasOwn(object, field)) continue
    const below = path === '' ? field : `${path}.${field}`
    const problem = findInValue(type, object[field], below, `${struct}.${below}`)
    if (problem !== undefined) return problem
  }
  return undefined
}

function findInValue(type: string, value: unknown, path: string, field: string): string | undefined {
  if (value === null) return undefined
  const wrong = `json: cannot unmarshal ${jsonKind(value, type)} into Go struct field ${field} of type ${type}`
  if (type.startsWith('[]')) {
    if (!Array.isArray(value)) return wrong
    const item = type.slice(2)
    for (const each of value as readonly unknown[]) {
      const problem = findInValue(item, each, path, field)
      if (problem !== undefined) return problem
    }
    return undefined
  }
  if (type === 'map[string]string') {
    if (!isObject(value)) return wrong
    const bad = Object.values(value).find((each) => each !== null && typeof each !== 'string')
    return bad === undefined
      ? undefined
      : `json: cannot unmarshal ${jsonKind(bad, 'string')} into Go struct field ${field} of type string`
  }
  const struct = type.replace(/^v1\./, '')
  if (Object.hasOwn(structs, struct)) return isObject(value) ? findInStruct(struct, value, path) : wrong
  if (type === 'bool') return typeof value === 'boolean' ? undefined : wrong
  const bound = bounds[type]
  if (bound === undefined) return typeof value === 'string' ? undefined : wrong
  return typeof value === 'number' && Number.isInteger(value) && value >= -bound && value < bound
    ? undefined
    : wrong
}

function jsonKind(value: unknown, type: string): string {
  if (Array.isArray(value)) return 'array'
  if (isObject(value)) return 'object'
  if (typeof value === 'number') return bounds[type] === undefined ? 'number' : `number ${value}`
  return typeof value === 'boolean' ? 'bool' : 'string'
}
