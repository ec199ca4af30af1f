/** What kube-apiserver fills in where a pod says nothing. */
import type { JsonObject } from '../../api/index.ts'
import { listOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import { defaultContainer } from './default-container.ts'
import { defaultVolume } from './default-volume.ts'
import { mapList, present } from './defaults.ts'

export function defaultPod(pod: JsonObject): JsonObject {
  const spec = defaultPodSpec(objectOf(pod['spec']), true)
  const serviceAccountName = textOf(spec['serviceAccountName']) || 'default'
  return {
    ...pod,
    spec: {
      ...spec,
      serviceAccountName,
      serviceAccount: serviceAccountName,
      tolerations: defaultTolerations(listOf(spec['tolerations'])),
      priority: spec['priority'] ?? 0,
      enableServiceLinks: spec['enableServiceLinks'] ?? true,
      preemptionPolicy: spec['preemptionPolicy'] ?? 'PreemptLowerPriority',
    },
    status: objectOf(pod['status']),
  }
}

/** What is filled in of a pod's spec wherever it stands, in a pod or in the template of one. */
export function defaultPodSpec(spec: JsonObject, isPod: boolean): JsonObject {
  const within = { hostNetwork: spec['hostNetwork'] === true, isPod }
  const fillContainer = (container: JsonObject): JsonObject => defaultContainer(container, within)
  const account = textOf(spec['serviceAccountName']) || textOf(spec['serviceAccount'])
  return {
    ...spec,
    ...present({
      volumes: mapList(spec['volumes'], defaultVolume),
      initContainers: mapList(spec['initContainers'], fillContainer),
      containers: mapList(spec['containers'], fillContainer),
    }),
    restartPolicy: spec['restartPolicy'] ?? 'Always',
    terminationGracePeriodSeconds: spec['terminationGracePeriodSeconds'] ?? 30,
    dnsPolicy: spec['dnsPolicy'] ?? 'ClusterFirst',
    ...(account && { serviceAccountName: account, serviceAccount: account }),
    securityContext: spec['securityContext'] ?? {},
    schedulerName: spec['schedulerName'] ?? 'default-scheduler',
  }
}

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
