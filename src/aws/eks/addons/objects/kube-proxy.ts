/** kube-proxy: what makes services' addresses work on nodes, a DaemonSet. */
import {
  clusterRoleBinding,
  hostPath,
  onLinuxNodes,
  podMetadata,
  podSettings,
  resourcesOf,
  serviceAccount,
} from './common.ts'
import type { AddonFacts } from './facts.ts'
import type { Json, KubeObject } from './kube-object.ts'
import { registryOf } from './registry.ts'

const labels = { 'eks.amazonaws.com/component': 'kube-proxy', 'k8s-app': 'kube-proxy' }

export function kubeProxyObjects(facts: AddonFacts): readonly KubeObject[] {
  const { namespace } = facts
  const configMap = (name: string, data: Json): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, labels },
    data,
  })
  return [
    serviceAccount('kube-proxy', facts, labels),
    clusterRoleBinding({
      name: 'eks:kube-proxy',
      role: 'system:node-proxier',
      account: 'kube-proxy',
      namespace,
      labels,
    }),
    configMap('kube-proxy', { kubeconfig: kubeconfig(facts.endpoint) }),
    configMap('kube-proxy-config', { config: config(facts) }),
    daemonSet(facts),
  ]
}

const accountDirectory = '/var/run/secrets/kubernetes.io/serviceaccount'

const kubeconfig = (endpoint: string): string => `kind: Config
apiVersion: v1
clusters:
- cluster:
    certificate-authority: ${accountDirectory}/ca.crt
    server: ${endpoint}
  name: default
contexts:
- context:
    cluster: default
    namespace: default
    user: default
  name: default
current-context: default
users:
- name: default
  user:
    tokenFile: ${accountDirectory}/token
`

const config = ({ values, isIpv6 }: AddonFacts): string => {
  const { mode } = values
  return `apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
bindAddress: "${isIpv6 ? '::' : '0.0.0.0'}"
clientConnection:
  kubeconfig: /var/lib/kube-proxy/kubeconfig
clusterCIDR: ""
healthzBindAddress: "${isIpv6 ? '[::]' : '0.0.0.0'}:10256"
hostnameOverride: ""
ipvs:
  scheduler: "${schedulerOf(values)}"
metricsBindAddress: "${isIpv6 ? '[::]' : '0.0.0.0'}:10249"
mode: "${typeof mode === 'string' ? mode : 'iptables'}"
`
}

function schedulerOf({ ipvs }: Json): string {
  const scheduler = typeof ipvs === 'object' && ipvs !== null && 'scheduler' in ipvs ? ipvs.scheduler : ''
  return typeof scheduler === 'string' ? scheduler : ''
}

const daemonSet = (facts: AddonFacts): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'kube-proxy', namespace: facts.namespace, labels },
  spec: {
    selector: { matchLabels: { 'k8s-app': 'kube-proxy' } },
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } },
    template: {
      metadata: podMetadata(facts, { 'k8s-app': 'kube-proxy' }),
      spec: podSettings(facts, {
        affinity: { nodeAffinity: onLinuxNodes },
        containers: [
          {
            name: 'kube-proxy',
            image: `${registryOf(facts.region)}/eks/kube-proxy:${facts.version.replace('-eksbuild', '-minimal-eksbuild')}`,
            command: [
              'kube-proxy',
              '--v=2',
              '--config=/var/lib/kube-proxy-config/config',
              '--hostname-override=$(NODE_NAME)',
            ],
            env: [
              {
                name: 'NODE_NAME',
                valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' } },
              },
            ],
            resources: resourcesOf(facts, { requests: { cpu: '100m' } }),
            securityContext: { privileged: true },
            volumeMounts: [
              { name: 'varlog', mountPath: '/var/log' },
              { name: 'xtables-lock', mountPath: '/run/xtables.lock' },
              { name: 'lib-modules', mountPath: '/lib/modules', readOnly: true },
              { name: 'kubeconfig', mountPath: '/var/lib/kube-proxy/' },
              { name: 'config', mountPath: '/var/lib/kube-proxy-config/' },
            ],
          },
        ],
        dnsPolicy: 'ClusterFirst',
        hostNetwork: true,
        priorityClassName: 'system-node-critical',
        serviceAccountName: 'kube-proxy',
        tolerations: [{ operator: 'Exists' }],
        volumes: [
          hostPath('varlog', '/var/log'),
          hostPath('xtables-lock', '/run/xtables.lock', 'FileOrCreate'),
          hostPath('lib-modules', '/lib/modules'),
          { name: 'kubeconfig', configMap: { name: 'kube-proxy' } },
          { name: 'config', configMap: { name: 'kube-proxy-config' } },
        ],
      }),
    },
  },
})
