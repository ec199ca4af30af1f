/** The replicas: restricted in what they may do, spread, and never fewer during a roll. */
import type { JsonObject } from '../../api/index.ts'
import { argsOf } from './args.ts'
import { hasMembers, imageOf, labels, metadata, secretName, selectorLabels, type Wish } from './common.ts'

export function deploymentOf(wish: Wish): JsonObject {
  const { values } = wish
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(wish),
    spec: {
      replicas: values.replicas,
      // A new replica answers before an old one stops.
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      selector: { matchLabels: selectorLabels(wish) },
      template: {
        metadata: {
          labels: { ...labels(wish), ...values.podLabels },
          ...(hasMembers(values.podAnnotations) && { annotations: values.podAnnotations }),
        },
        spec: podOf(wish),
      },
    },
  }
}

/** 15 s for reviews in flight, and some to spare. */
const graceBeyondDelay = 22

function podOf(wish: Wish): JsonObject {
  const { values } = wish
  const { image, nodeSelector, tolerations, affinity, topologyKeys, priorityClassName } = values
  const volumes = volumesOf(wish)
  return {
    serviceAccountName: values.name,
    ...(priorityClassName !== '' && { priorityClassName }),
    ...(values.hostNetwork && { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' }),
    // The webhook itself serves on after SIGTERM, so no hook has to.
    terminationGracePeriodSeconds: values.shutdownDelaySeconds + graceBeyondDelay,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 65_532,
      runAsGroup: 65_532,
      fsGroup: 65_532,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    ...(image.pullSecrets.length > 0 && { imagePullSecrets: image.pullSecrets.map((name) => ({ name })) }),
    containers: [containerOf(wish)],
    ...(volumes.length > 0 && { volumes }),
    ...(topologyKeys.length > 0 && {
      topologySpreadConstraints: topologyKeys.map((topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: selectorLabels(wish) },
      })),
    }),
    ...(hasMembers(nodeSelector) && { nodeSelector }),
    ...(tolerations.length > 0 && { tolerations }),
    ...(hasMembers(affinity) && { affinity }),
  }
}

function containerOf(wish: Wish): JsonObject {
  const { values } = wish
  const mounts = mountsOf(wish)
  const env = [
    ...(values.nodeOptions === '' ? [] : [{ name: 'NODE_OPTIONS', value: values.nodeOptions }]),
    ...values.extraEnv,
  ]
  return {
    name: 'webhook',
    image: imageOf(values),
    imagePullPolicy: values.image.pullPolicy,
    command: ['/webhook'],
    args: argsOf(wish),
    ...(env.length > 0 && { env }),
    ports: [
      { name: 'https', containerPort: values.ports.https, protocol: 'TCP' },
      { name: 'metrics', containerPort: values.ports.metrics, protocol: 'TCP' },
    ],
    // The first certificate may take a while to be there.
    startupProbe: { httpGet: probe('/livez'), periodSeconds: 2, failureThreshold: 60 },
    livenessProbe: { httpGet: probe('/livez'), periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
    readinessProbe: { httpGet: probe('/readyz'), periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 2 },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    resources: values.resources,
    ...(mounts.length > 0 && { volumeMounts: mounts }),
  }
}

const probe = (path: string): JsonObject => ({ path, port: 'https', scheme: 'HTTPS' })

const mountsOf = ({ values }: Wish): readonly JsonObject[] => [
  ...(values.certificates.mode === 'files'
    ? [{ name: 'certificates', mountPath: '/etc/webhook/certs', readOnly: true }]
    : []),
  ...(values.podIdentities.enabled
    ? [{ name: 'pod-identities', mountPath: '/etc/webhook/pod-identities', readOnly: true }]
    : []),
  ...values.extraVolumeMounts,
]

const volumesOf = ({ values }: Wish): readonly JsonObject[] => [
  ...(values.certificates.mode === 'files'
    ? [{ name: 'certificates', secret: { secretName: secretName(values), defaultMode: 0o440 } }]
    : []),
  ...(values.podIdentities.enabled
    ? [{ name: 'pod-identities', configMap: { name: `${values.name}-pod-identities` } }]
    : []),
  ...values.extraVolumes,
]
