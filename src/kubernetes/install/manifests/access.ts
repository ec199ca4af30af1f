/** Who the webhook is and what it may do: names wherever RBAC can hold them. */
import type { JsonObject } from '../../api/index.ts'
import { clusterMetadata, labels, metadata, secretName, type Wish } from './common.ts'

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
]

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
          { ...leases, verbs: ['create'] },
        ]
      : readsSecret
        ? [{ ...secret, verbs: reading }]
        : []),
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
