/** From which Go types everything else is reached. */

const inPackage = (name: string, types: readonly string[]): readonly string[] =>
  types.map((type) => `${name}/v1.${type}`)

export const rootTypes: readonly string[] = [
  ...inPackage('core', ['Binding', 'ConfigMap', 'Event', 'Namespace', 'Node', 'Pod', 'PodExecOptions']),
  ...inPackage('core', ['Secret', 'Service', 'ServiceAccount']),
  ...inPackage('apps', ['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet']),
  ...inPackage('batch', ['Job']),
  ...inPackage('autoscaling', ['Scale']),
  ...inPackage('authentication', ['SelfSubjectReview', 'TokenRequest', 'TokenReview']),
  ...inPackage('authorization', ['LocalSubjectAccessReview', 'SelfSubjectAccessReview']),
  ...inPackage('authorization', ['SelfSubjectRulesReview', 'SubjectAccessReview']),
  ...inPackage('rbac', ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding']),
  ...inPackage('admissionregistration', ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']),
  ...inPackage('coordination', ['Lease']),
  ...inPackage('discovery', ['EndpointSlice']),
  ...inPackage('policy', ['Eviction', 'PodDisruptionBudget']),
  ...inPackage('meta', ['DeleteOptions']),
]

/** Types that write themselves in a way of their own. */
export const ownCodecs: ReadonlySet<string> = new Set([
  'intstr.IntOrString',
  'meta/v1.Duration',
  'meta/v1.FieldsV1',
  'meta/v1.MicroTime',
  'meta/v1.Time',
  'resource.Quantity',
  'runtime.RawExtension',
  'types.NodeName',
  'types.UID',
])
