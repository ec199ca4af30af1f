/** Which resources of Kubernetes the embedded API server has, in the order in which they are told. */

/** By group (the core one is empty), then resources with their subresources; all of them in version v1. */
export const served: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  '': {
    configmaps: [],
    events: [],
    namespaces: ['finalize', 'status'],
    nodes: ['status'],
    pods: ['binding', 'eviction', 'exec', 'log', 'status'],
    secrets: [],
    serviceaccounts: ['token'],
    services: ['status'],
  },
  apps: {
    controllerrevisions: [],
    daemonsets: ['status'],
    deployments: ['scale', 'status'],
    replicasets: ['scale', 'status'],
  },
  'authentication.k8s.io': { selfsubjectreviews: [], tokenreviews: [] },
  'authorization.k8s.io': {
    localsubjectaccessreviews: [],
    selfsubjectaccessreviews: [],
    selfsubjectrulesreviews: [],
    subjectaccessreviews: [],
  },
  batch: { jobs: ['status'] },
  policy: { poddisruptionbudgets: ['status'] },
  'rbac.authorization.k8s.io': { clusterrolebindings: [], clusterroles: [], rolebindings: [], roles: [] },
  'admissionregistration.k8s.io': {
    mutatingwebhookconfigurations: [],
    validatingwebhookconfigurations: [],
  },
  'coordination.k8s.io': { leases: [] },
  'discovery.k8s.io': { endpointslices: [] },
}

/** The Go packages that declare their types, below k8s.io/api. */
export const packages = [
  'admissionregistration/v1',
  'apps/v1',
  'authentication/v1',
  'authorization/v1',
  'autoscaling/v1',
  'batch/v1',
  'coordination/v1',
  'core/v1',
  'discovery/v1',
  'policy/v1',
  'rbac/v1',
] as const

export const groupPath = (group: string): string => (group === '' ? 'api/v1' : `apis/${group}/v1`)
