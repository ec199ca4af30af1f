/** What the objects of several add-ons have in common. */
import { isJson, type Json, type KubeObject } from './kube-object.ts'
import type { AddonFacts } from './facts.ts'

export const rbac = 'rbac.authorization.k8s.io'

const roleAnnotation = 'eks.amazonaws.com/role-arn'

export const serviceAccount = (
  name: string,
  { namespace, roleArn }: AddonFacts,
  labels: Json,
): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: {
    name,
    namespace,
    labels,
    ...(roleArn !== undefined && { annotations: { [roleAnnotation]: roleArn } }),
  },
})

export const clusterRole = (name: string, labels: Json, rules: readonly Json[]): KubeObject => ({
  apiVersion: `${rbac}/v1`,
  kind: 'ClusterRole',
  metadata: { name, labels },
  rules,
})

export interface Binding {
  readonly name: string
  readonly role: string
  readonly account: string
  readonly namespace: string
  readonly labels: Json
}

export const clusterRoleBinding = ({ name, role, account, namespace, labels }: Binding): KubeObject => ({
  apiVersion: `${rbac}/v1`,
  kind: 'ClusterRoleBinding',
  metadata: { name, labels },
  roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: role },
  subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
})

/** Of EC2 nodes with Linux alone. */
export const onLinuxNodes = {
  requiredDuringSchedulingIgnoredDuringExecution: {
    nodeSelectorTerms: [
      {
        matchExpressions: [
          { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] },
          { key: 'kubernetes.io/arch', operator: 'In', values: ['amd64', 'arm64'] },
          {
            key: 'eks.amazonaws.com/compute-type',
            operator: 'NotIn',
            values: ['fargate', 'hybrid', 'auto'],
          },
        ],
      },
    ],
  },
}

export const hostPath = (name: string, path: string, type?: string): Json => ({
  name,
  hostPath: { path, ...(type !== undefined && { type }) },
})

/** Settings that every add-on takes over into its pods as they are. */
export const podSettings = ({ values }: AddonFacts, usual: Json): Json => ({
  ...usual,
  ...Object.fromEntries(
    ['affinity', 'nodeSelector', 'tolerations', 'topologySpreadConstraints', 'priorityClassName'].flatMap(
      (name) => (values[name] === undefined ? [] : [[name, values[name]]]),
    ),
  ),
})

export const podMetadata = ({ values }: AddonFacts, labels: Json): Json => ({
  labels: { ...labels, ...asJson(values['podLabels']) },
  ...(isJson(values['podAnnotations']) && { annotations: values['podAnnotations'] }),
})

export const resourcesOf = ({ values }: AddonFacts, usual: Json): Json =>
  isJson(values['resources']) ? values['resources'] : usual

export const asJson = (value: unknown): Json => (isJson(value) ? value : {})

export const variables = (values: Json): readonly Json[] =>
  Object.entries(values).map(([name, value]) => ({ name, value: String(value) }))
