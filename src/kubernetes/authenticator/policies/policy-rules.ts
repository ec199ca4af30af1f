/** The rules of EKS's access policies, as its user guide tells them: https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html */
import type { JsonObject } from '../../api/index.ts'

const reading = ['get', 'list', 'watch']
const writing = ['create', 'delete', 'deletecollection', 'patch', 'update']

const rule = (
  apiGroups: string | readonly string[],
  resources: string,
  verbs: readonly string[],
): JsonObject => ({ apiGroups: [apiGroups].flat(), resources: resources.split(' '), verbs })

const viewRules: readonly JsonObject[] = [
  rule(
    'apps',
    'controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status',
    reading,
  ),
  rule('autoscaling', 'horizontalpodautoscalers horizontalpodautoscalers/status', reading),
  rule('batch', 'cronjobs cronjobs/status jobs jobs/status', reading),
  rule('discovery.k8s.io', 'endpointslices', reading),
  rule(
    'extensions',
    'daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ingresses/status networkpolicies replicasets replicasets/scale replicasets/status replicationcontrollers/scale',
    reading,
  ),
  rule('networking.k8s.io', 'ingresses ingresses/status networkpolicies', reading),
  rule('policy', 'poddisruptionbudgets poddisruptionbudgets/status', reading),
  rule(
    '',
    'configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status',
    reading,
  ),
  rule(
    '',
    'bindings events limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas resourcequotas/status',
    reading,
  ),
  rule('', 'namespaces', reading),
]

const editRules: readonly JsonObject[] = [
  ...viewRules,
  rule(
    'apps',
    'daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale',
    writing,
  ),
  rule('autoscaling', 'horizontalpodautoscalers', writing),
  rule('batch', 'cronjobs jobs', writing),
  rule(
    'extensions',
    'daemonsets deployments deployments/rollback deployments/scale ingresses networkpolicies replicasets replicasets/scale replicationcontrollers/scale',
    writing,
  ),
  rule('networking.k8s.io', 'ingresses networkpolicies', writing),
  rule('policy', 'poddisruptionbudgets', writing),
  rule('', 'pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy', reading),
  rule('', 'serviceaccounts', ['impersonate']),
  rule('', 'pods pods/attach pods/exec pods/portforward pods/proxy', writing),
  rule(
    '',
    'configmaps events persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy',
    writing,
  ),
]

const adminRules: readonly JsonObject[] = [
  ...editRules,
  rule('authorization.k8s.io', 'localsubjectaccessreviews', ['create']),
  rule('rbac.authorization.k8s.io', 'rolebindings roles', [...writing, ...reading]),
]

/** Of the parts of Auto Mode that customers' roles may have; what the guide tells of them in words alone. */
const loadBalancingRules: readonly JsonObject[] = [
  rule(['', 'events.k8s.io'], 'events', ['create', 'patch']),
  rule('', 'pods nodes endpoints namespaces', reading),
  rule('', 'pods/status', ['update', 'patch']),
  rule('', 'services services/status', [...writing, ...reading]),
  rule('networking.k8s.io', 'ingresses ingresses/status', [...writing, ...reading]),
  rule('networking.k8s.io', 'ingressclasses', reading),
  rule('discovery.k8s.io', 'endpointslices', reading),
]

const networkingRules: readonly JsonObject[] = [
  rule('', 'pods', reading),
  rule(['', 'events.k8s.io'], 'events', ['create', 'patch']),
]

export const policyRules = {
  admin: adminRules,
  adminView: [rule('*', '*', reading)],
  edit: editRules,
  loadBalancing: loadBalancingRules,
  networking: networkingRules,
  secretReader: [rule('', 'secrets', reading)],
  view: viewRules,
} as const satisfies Readonly<Record<string, readonly JsonObject[]>>
