/** coredns: the names of services, a Deployment behind the Service kube-dns. */
import {
  asJson,
  clusterRole,
  clusterRoleBinding,
  onLinuxNodes,
  podMetadata,
  podSettings,
  resourcesOf,
  serviceAccount,
} from './common.ts'
import type { AddonFacts } from './facts.ts'
import type { Json, KubeObject } from './kube-object.ts'
import { registryOf } from './registry.ts'

const labels = { 'eks.amazonaws.com/component': 'coredns', 'k8s-app': 'kube-dns' }
const selector = { 'eks.amazonaws.com/component': 'coredns', 'k8s-app': 'kube-dns' }

export function corednsObjects(facts: AddonFacts): readonly KubeObject[] {
  const { namespace, values } = facts
  return [
    serviceAccount('coredns', facts, labels),
    clusterRole('system:coredns', labels, rules),
    clusterRoleBinding({
      name: 'system:coredns',
      role: 'system:coredns',
      account: 'coredns',
      namespace,
      labels,
    }),
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'coredns', namespace, labels },
      data: { Corefile: typeof values['corefile'] === 'string' ? values['corefile'] : corefile },
    },
    service(facts),
    deployment(facts),
    ...disruptionBudget(facts),
  ]
}

const rules: readonly Json[] = [
  {
    apiGroups: [''],
    resources: ['endpoints', 'services', 'pods', 'namespaces'],
    verbs: ['list', 'watch'],
  },
  { apiGroups: [''], resources: ['nodes'], verbs: ['get'] },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
]

const corefile = `.:53 {
    errors
    health {
        lameduck 5s
      }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
      pods insecure
      fallthrough in-addr.arpa ip6.arpa
    }
    prometheus :9153
    forward . /etc/resolv.conf
    cache 30
    loop
    reload
    loadbalance
}
`

const service = ({ namespace, serviceIpv4Cidr }: AddonFacts): KubeObject => {
  const address = dnsAddressOf(serviceIpv4Cidr)
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'kube-dns',
      namespace,
      annotations: { 'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true' },
      labels: {
        ...labels,
        'kubernetes.io/cluster-service': 'true',
        'kubernetes.io/name': 'CoreDNS',
      },
    },
    spec: {
      ...(address !== undefined && { clusterIP: address }),
      ports: [
        { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 },
        { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
        { name: 'metrics', port: 9153, protocol: 'TCP', targetPort: 9153 },
      ],
      selector: { 'k8s-app': 'kube-dns' },
    },
  }
}

/** The tenth address of the services' network. */
function dnsAddressOf(cidr: string | undefined): string | undefined {
  const octets = cidr?.split('/')[0]?.split('.') ?? []
  return octets.length === 4 ? [...octets.slice(0, 3), '10'].join('.') : undefined
}

function deployment(facts: AddonFacts): KubeObject {
  const { namespace, values } = facts
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'coredns', namespace, labels: { ...labels, 'kubernetes.io/name': 'CoreDNS' } },
    spec: {
      replicas: values['replicaCount'] ?? 2,
      selector: { matchLabels: selector },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 1 } },
      template: {
        metadata: podMetadata(facts, selector),
        spec: podSettings(facts, {
          affinity: { nodeAffinity: onLinuxNodes, podAntiAffinity: apart },
          containers: [container(facts)],
          dnsPolicy: 'Default',
          priorityClassName: 'system-cluster-critical',
          serviceAccountName: 'coredns',
          tolerations: [
            { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
            { key: 'CriticalAddonsOnly', operator: 'Exists' },
          ],
          volumes: [
            {
              name: 'config-volume',
              configMap: { name: 'coredns', items: [{ key: 'Corefile', path: 'Corefile' }] },
            },
          ],
        }),
      },
    },
  }
}

const apart = {
  preferredDuringSchedulingIgnoredDuringExecution: [
    {
      weight: 100,
      podAffinityTerm: {
        labelSelector: { matchExpressions: [{ key: 'k8s-app', operator: 'In', values: ['kube-dns'] }] },
        topologyKey: 'kubernetes.io/hostname',
      },
    },
  ],
}

const container = (facts: AddonFacts): Json => ({
  name: 'coredns',
  image: `${registryOf(facts.region)}/eks/coredns:${facts.version}`,
  args: ['-conf', '/etc/coredns/Corefile'],
  livenessProbe: {
    failureThreshold: 5,
    httpGet: { path: '/health', port: 8080, scheme: 'HTTP' },
    initialDelaySeconds: 60,
    periodSeconds: 10,
    successThreshold: 1,
    timeoutSeconds: 5,
  },
  readinessProbe: {
    failureThreshold: 3,
    httpGet: { path: '/ready', port: 8181, scheme: 'HTTP' },
    periodSeconds: 10,
    successThreshold: 1,
    timeoutSeconds: 1,
  },
  ports: [
    { name: 'dns', containerPort: 53, protocol: 'UDP' },
    { name: 'dns-tcp', containerPort: 53, protocol: 'TCP' },
    { name: 'metrics', containerPort: 9153, protocol: 'TCP' },
  ],
  resources: resourcesOf(facts, { limits: { memory: '170Mi' }, requests: { cpu: '100m', memory: '70Mi' } }),
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] },
    readOnlyRootFilesystem: true,
  },
  volumeMounts: [{ name: 'config-volume', mountPath: '/etc/coredns', readOnly: true }],
})

function disruptionBudget({ namespace, values }: AddonFacts): readonly KubeObject[] {
  const { enabled = true, ...wished } = asJson(values['podDisruptionBudget'])
  if (enabled !== true) return []
  return [
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'coredns', namespace, labels },
      spec: {
        ...(Object.keys(wished).length === 0 ? { maxUnavailable: 1 } : wished),
        selector: { matchLabels: selector },
      },
    },
  ]
}
