/** vpc-cni: the network plugin, a DaemonSet called aws-node. */
import {
  asJson,
  clusterRole,
  clusterRoleBinding,
  hostPath,
  onLinuxNodes,
  podMetadata,
  podSettings,
  resourcesOf,
  serviceAccount,
  variables,
} from './common.ts'
import type { AddonFacts } from './facts.ts'
import type { Json, KubeObject } from './kube-object.ts'
import { registryOf } from './registry.ts'

export function vpcCniObjects(facts: AddonFacts): readonly KubeObject[] {
  const { namespace, version } = facts
  const labels = {
    'app.kubernetes.io/instance': 'aws-vpc-cni',
    'app.kubernetes.io/managed-by': 'Helm',
    'app.kubernetes.io/name': 'aws-node',
    'app.kubernetes.io/version': version.split('-')[0]!,
    'k8s-app': 'aws-node',
  }
  return [
    serviceAccount('aws-node', facts, labels),
    clusterRole('aws-node', labels, rules),
    clusterRoleBinding({ name: 'aws-node', role: 'aws-node', account: 'aws-node', namespace, labels }),
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'amazon-vpc-cni', namespace, labels },
      data: {
        'branch-eni-cooldown': '60',
        'enable-network-policy-controller': isPolicyWished(facts) ? 'true' : 'false',
        'enable-windows-ipam': text(facts.values['enableWindowsIpam'], 'false'),
        'enable-windows-prefix-delegation': text(facts.values['enableWindowsPrefixDelegation'], 'false'),
        'minimum-ip-target': '3',
        'warm-ip-target': '1',
        'warm-prefix-target': '0',
      },
    },
    daemonSet(facts, labels),
  ]
}

const rules: readonly Json[] = [
  { apiGroups: ['crd.k8s.amazonaws.com'], resources: ['eniconfigs'], verbs: ['list', 'watch', 'get'] },
  { apiGroups: [''], resources: ['namespaces'], verbs: ['list', 'watch', 'get'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['list', 'watch', 'get'] },
  { apiGroups: [''], resources: ['nodes'], verbs: ['list', 'watch', 'get'] },
  { apiGroups: ['', 'events.k8s.io'], resources: ['events'], verbs: ['create', 'patch', 'list'] },
  {
    apiGroups: ['networking.k8s.aws'],
    resources: ['policyendpoints', 'policyendpoints/status'],
    verbs: ['get', 'list', 'watch'],
  },
  {
    apiGroups: ['vpcresources.k8s.aws'],
    resources: ['cninodes'],
    verbs: ['get', 'list', 'watch', 'patch'],
  },
]

function daemonSet(facts: AddonFacts, labels: Json): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'aws-node', namespace: facts.namespace, labels },
    spec: {
      selector: { matchLabels: { 'k8s-app': 'aws-node' } },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } },
      template: {
        metadata: podMetadata(facts, {
          'app.kubernetes.io/instance': 'aws-vpc-cni',
          'app.kubernetes.io/name': 'aws-node',
          'k8s-app': 'aws-node',
        }),
        spec: podSettings(facts, {
          affinity: { nodeAffinity: onLinuxNodes },
          containers: [main(facts), ...(isPolicyWished(facts) ? [policyAgent(facts)] : [])],
          hostNetwork: true,
          initContainers: [init(facts)],
          priorityClassName: 'system-node-critical',
          serviceAccountName: 'aws-node',
          terminationGracePeriodSeconds: 10,
          tolerations: [{ operator: 'Exists' }],
          volumes,
        }),
      },
    },
  }
}

const volumes: readonly Json[] = [
  hostPath('cni-bin-dir', '/opt/cni/bin'),
  hostPath('cni-net-dir', '/etc/cni/net.d'),
  hostPath('log-dir', '/var/log/aws-routed-eni', 'DirectoryOrCreate'),
  hostPath('run-dir', '/var/run/aws-node', 'DirectoryOrCreate'),
  hostPath('xtables-lock', '/run/xtables.lock', 'FileOrCreate'),
]

const init = (facts: AddonFacts): Json => ({
  name: 'aws-vpc-cni-init',
  image: `${registryOf(facts.region)}/amazon-k8s-cni-init:${facts.version}`,
  env: variables({
    DISABLE_TCP_EARLY_DEMUX: 'false',
    ENABLE_IPv6: String(facts.isIpv6),
    ...asJson(asJson(facts.values['init'])['env']),
  }),
  resources: resourcesOf(facts, requests('25m')),
  securityContext: { privileged: true },
  volumeMounts: [{ name: 'cni-bin-dir', mountPath: '/host/opt/cni/bin' }],
})

function main(facts: AddonFacts): Json {
  const { values } = facts
  const check = ['/app/grpc-health-probe', '-addr=:50051', '-connect-timeout=5s', '-rpc-timeout=5s']
  return {
    name: 'aws-node',
    image: `${registryOf(facts.region)}/amazon-k8s-cni:${facts.version}`,
    env: [
      ...variables({ ...usualVariables(facts), ...asJson(values['env']) }),
      { name: 'MY_NODE_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' } } },
      { name: 'MY_POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
    ],
    livenessProbe: {
      exec: { command: check },
      initialDelaySeconds: 60,
      timeoutSeconds: values['livenessProbeTimeoutSeconds'] ?? 10,
    },
    readinessProbe: {
      exec: { command: check },
      initialDelaySeconds: 1,
      timeoutSeconds: values['readinessProbeTimeoutSeconds'] ?? 10,
    },
    ports: [{ name: 'metrics', containerPort: 61_678, protocol: 'TCP' }],
    resources: resourcesOf(facts, requests('25m')),
    securityContext: { capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } },
    volumeMounts: [
      { name: 'cni-bin-dir', mountPath: '/host/opt/cni/bin' },
      { name: 'cni-net-dir', mountPath: '/host/etc/cni/net.d' },
      { name: 'log-dir', mountPath: '/host/var/log/aws-routed-eni' },
      { name: 'run-dir', mountPath: '/var/run/aws-node' },
      { name: 'xtables-lock', mountPath: '/run/xtables.lock' },
    ],
  }
}

const usualVariables = ({ cluster, isIpv6, vpcId, endpoint }: AddonFacts): Json => ({
  ADDITIONAL_ENI_TAGS: '{}',
  AWS_VPC_CNI_NODE_PORT_SUPPORT: 'true',
  AWS_VPC_ENI_MTU: '9001',
  AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: 'false',
  AWS_VPC_K8S_CNI_EXTERNALSNAT: 'false',
  AWS_VPC_K8S_CNI_LOGLEVEL: 'DEBUG',
  AWS_VPC_K8S_CNI_LOG_FILE: '/host/var/log/aws-routed-eni/ipamd.log',
  AWS_VPC_K8S_CNI_RANDOMIZESNAT: 'prng',
  AWS_VPC_K8S_CNI_VETHPREFIX: 'eni',
  AWS_VPC_K8S_PLUGIN_LOG_FILE: '/var/log/aws-routed-eni/plugin.log',
  AWS_VPC_K8S_PLUGIN_LOG_LEVEL: 'DEBUG',
  CLUSTER_ENDPOINT: endpoint,
  CLUSTER_NAME: cluster,
  DISABLE_INTROSPECTION: 'false',
  DISABLE_METRICS: 'false',
  DISABLE_NETWORK_RESOURCE_PROVISIONING: 'false',
  ENABLE_IPv4: String(!isIpv6),
  ENABLE_IPv6: String(isIpv6),
  ENABLE_POD_ENI: 'false',
  ENABLE_PREFIX_DELEGATION: String(isIpv6),
  VPC_ID: vpcId,
  WARM_ENI_TARGET: '1',
  WARM_PREFIX_TARGET: '1',
})

const policyAgent = ({ region, values }: AddonFacts): Json => ({
  name: 'aws-eks-nodeagent',
  image: `${registryOf(region)}/amazon/aws-network-policy-agent:v1.2.7-eksbuild.1`,
  args: [
    `--enable-ipv6=false`,
    '--enable-network-policy=true',
    `--enable-cloudwatch-logs=${text(asJson(values['nodeAgent'])['enableCloudWatchLogs'], 'false')}`,
    `--enable-policy-event-logs=${text(asJson(values['nodeAgent'])['enablePolicyEventLogs'], 'false')}`,
  ],
  env: [{ name: 'MY_NODE_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' } } }],
  resources: requests('25m'),
  securityContext: { privileged: true },
  volumeMounts: [
    { name: 'cni-bin-dir', mountPath: '/host/opt/cni/bin' },
    { name: 'log-dir', mountPath: '/var/log/aws-routed-eni' },
  ],
})

const isPolicyWished = ({ values }: AddonFacts): boolean =>
  text(values['enableNetworkPolicy'], 'false') === 'true'

const requests = (cpu: string): Json => ({ requests: { cpu } })

const text = (value: unknown, usual: string): string =>
  typeof value === 'string' || typeof value === 'boolean' ? String(value) : usual
