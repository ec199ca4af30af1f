/** Who the webhook is and what it may do: names wherever RBAC can hold them. */
import type { JsonObject } from '../../api/index.ts'
import { clusterMetadata, labels, metadata, secretName, type Wish } from './common.ts'
import { countsPods, hasLeader, leaderName, publishesCa } from './leader.ts'

const apiGroup = 'rbac.authorization.k8s.io'
const apiVersion = `${apiGroup}/v1`

export function accessOf(wish: Wish): readonly JsonObject[] {
  const { values, release } = wish
  const rules = rulesOf(wish)
  const subjects = [{ kind: 'ServiceAccount', name: values.name, namespace: release.namespace }]
  const refTo = (kind: string): JsonObject => ({ apiGroup, kind, name: values.name })
  return [
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: metadata(wish, values.name, values.serviceAccount.annotations),
    },
    { apiVersion, kind: 'ClusterRole', metadata: clusterMetadata(wish), rules: clusterRulesOf(wish) },
    {
      apiVersion,
      kind: 'ClusterRoleBinding',
      metadata: { name: values.name, labels: labels(wish) },
      roleRef: refTo('ClusterRole'),
      subjects,
    },
    ...(rules.length > 0
      ? [
          { apiVersion, kind: 'Role', metadata: metadata(wish), rules },
          { apiVersion, kind: 'RoleBinding', metadata: metadata(wish), roleRef: refTo('Role'), subjects },
        ]
      : []),
  ]
}

const reading = ['get', 'list', 'watch'] as const

const keepsBundle = ({ values }: Wish): boolean =>
  values.certificates.mode === 'self-managed' && values.webhook.url === ''

const clusterRulesOf = (wish: Wish): readonly JsonObject[] => [
  { apiGroups: [''], resources: ['serviceaccounts'], verbs: reading },
  {
    apiGroups: ['admissionregistration.k8s.io'],
    resources: ['mutatingwebhookconfigurations'],
    resourceNames: [wish.values.name],
    verbs: keepsBundle(wish) ? [...reading, 'patch'] : reading,
  },
  ...(String(wish.values.flags['emit-events']) === 'true'
    ? [{ apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] }]
    : []),
  ...publishingRulesOf(wish),
]

/** What single flags ask for beyond that. */
function publishingRulesOf({ values }: Wish): readonly JsonObject[] {
  const { flags } = values
  const bundle = String(flags['aws-endpoint-ca-trust-bundle'] ?? '')
  const verbs = [...reading, 'create', 'patch']
  const [publishes, reports] = [publishesCa(values), countsPods(values)]
  const published =
    bundle === ''
      ? {
          apiGroups: [''],
          resources: ['configmaps'],
          resourceNames: [String(flags['aws-endpoint-ca-config-map'] || 'podpass-ca.crt')],
          verbs,
        }
      : {
          apiGroups: ['certificates.k8s.io'],
          resources: ['clustertrustbundles'],
          resourceNames: [bundle],
          verbs,
        }
  return [
    ...(publishes ? [published] : []),
    ...(reports || (publishes && bundle === '')
      ? [{ apiGroups: [''], resources: ['namespaces'], verbs: reading }]
      : []),
    ...(reports
      ? [
          { apiGroups: [''], resources: ['pods', 'replicationcontrollers'], verbs: ['get', 'list'] },
          {
            apiGroups: ['apps'],
            resources: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'],
            verbs: ['get'],
          },
          { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: ['get'] },
        ]
      : []),
  ]
}

/** Creation has no name that RBAC could hold. */
function rulesOf(wish: Wish): readonly JsonObject[] {
  const { values } = wish
  const secret = { apiGroups: [''], resources: ['secrets'], resourceNames: [secretName(values)] }
  const leases = { apiGroups: ['coordination.k8s.io'], resources: ['leases'] }
  const readsSecret = values.webhook.url === '' && values.certificates.mode !== 'files'
  return [
    ...(keepsBundle(wish)
      ? [
          { ...secret, verbs: [...reading, 'patch'] },
          { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
          { ...leases, resourceNames: [secretName(values)], verbs: ['get', 'update'] },
        ]
      : readsSecret
        ? [{ ...secret, verbs: reading }]
        : []),
    ...(hasLeader(values)
      ? [{ ...leases, resourceNames: [leaderName(values)], verbs: ['get', 'update'] }]
      : []),
    ...(hasLeader(values) || keepsBundle(wish) ? [{ ...leases, verbs: ['create'] }] : []),
    ...(values.roleMap.enabled
      ? [
          {
            apiGroups: [''],
            resources: ['configmaps'],
            resourceNames: ['pod-identity-webhook'],
            verbs: reading,
          },
        ]
      : []),
  ]
}
