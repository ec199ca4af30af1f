/** eks-pod-identity-agent: what gives pods the credentials of their association, a DaemonSet. */
import { asJson, onLinuxNodes, podMetadata, podSettings, resourcesOf } from './common.ts'
import type { AddonFacts } from './facts.ts'
import type { Json, KubeObject } from './kube-object.ts'
import { registryOf } from './registry.ts'

const selector = {
  'app.kubernetes.io/instance': 'eks-pod-identity-agent',
  'app.kubernetes.io/name': 'eks-pod-identity-agent',
}

/** The agent's own version, which counts apart from the add-on's. */
const agentVersion = 'v0.1.34'

export function podIdentityAgentObjects(facts: AddonFacts): readonly KubeObject[] {
  const { namespace, values } = facts
  const update = asJson(values['updateStrategy'])
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: {
        name: 'eks-pod-identity-agent',
        namespace,
        labels: {
          ...selector,
          'app.kubernetes.io/managed-by': 'Helm',
          'app.kubernetes.io/version': agentVersion.slice(1),
        },
      },
      spec: {
        selector: { matchLabels: selector },
        updateStrategy:
          Object.keys(update).length > 0
            ? update
            : { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } },
        template: {
          metadata: podMetadata(facts, selector),
          spec: podSettings(facts, {
            affinity: { nodeAffinity: onLinuxNodes },
            containers: [agent(facts)],
            hostNetwork: true,
            initContainers: [
              {
                name: 'eks-pod-identity-agent-init',
                image: imageOf(facts),
                command: ['/go-runner', '/eks-pod-identity-agent', 'initialize'],
                securityContext: { privileged: true },
              },
            ],
            priorityClassName: 'system-node-critical',
            terminationGracePeriodSeconds: 30,
            tolerations: [{ operator: 'Exists' }],
          }),
        },
      },
    },
  ]
}

const imageOf = ({ region, version }: AddonFacts): string =>
  `${registryOf(region)}/eks/eks-pod-identity-agent:${agentVersion}-${version.split('-')[1] ?? 'eksbuild.1'}`

const probe = (path: string, failures: number): Json => ({
  failureThreshold: failures,
  httpGet: { host: 'localhost', path, port: 'probes-port', scheme: 'HTTP' },
  initialDelaySeconds: failures === 30 ? 1 : 30,
  timeoutSeconds: 10,
})

const agent = (facts: AddonFacts): Json => ({
  name: 'eks-pod-identity-agent',
  image: imageOf(facts),
  command: ['/go-runner', '/eks-pod-identity-agent', 'server'],
  args: [
    '--port',
    '80',
    '--cluster-name',
    facts.cluster,
    '--probe-port',
    '2703',
    ...Object.entries(asJson(asJson(facts.values['agent'])['additionalArgs'])).flatMap(([flag, value]) => [
      flag,
      String(value),
    ]),
  ],
  env: [{ name: 'AWS_REGION', value: facts.region }],
  livenessProbe: probe('/healthz', 3),
  readinessProbe: probe('/readyz', 30),
  ports: [
    { name: 'proxy', containerPort: 80, protocol: 'TCP' },
    { name: 'probes-port', containerPort: 2703, protocol: 'TCP' },
  ],
  resources: resourcesOf(facts, {}),
  securityContext: { capabilities: { add: ['CAP_NET_BIND_SERVICE'] } },
})
