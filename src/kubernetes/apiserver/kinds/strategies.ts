/** Which strategy is whose. */
import type { Resource } from '../resources/resource.ts'
import { qualified } from '../resources/resource.ts'
import {
  clusterRoleBindingStrategy,
  clusterRoleStrategy,
  roleBindingStrategy,
  roleStrategy,
} from './access.ts'
import { configMapStrategy, secretStrategy } from './config-map.ts'
import { daemonSetStrategy } from './daemon-set.ts'
import { deploymentStrategy } from './deployment.ts'
import { jobStrategy } from './job.ts'
import { namespaceStrategy } from './namespace.ts'
import { disruptionBudgetStrategy } from './disruption-budget.ts'
import {
  endpointSliceStrategy,
  eventStrategy,
  leaseStrategy,
  nodeStrategy,
  serviceAccountStrategy,
} from './others.ts'
import { podStrategy } from './pod.ts'
import { serviceStrategy } from './service.ts'
import type { Strategy } from './strategy.ts'
import { mutatingStrategy, validatingStrategy } from './webhook-configuration.ts'
import { controllerRevisionStrategy, replicaSetStrategy } from './workload.ts'

const strategies: Readonly<Record<string, Strategy>> = {
  configmaps: configMapStrategy,
  events: eventStrategy,
  namespaces: namespaceStrategy,
  nodes: nodeStrategy,
  pods: podStrategy,
  secrets: secretStrategy,
  serviceaccounts: serviceAccountStrategy,
  services: serviceStrategy,
  'controllerrevisions.apps': controllerRevisionStrategy,
  'daemonsets.apps': daemonSetStrategy,
  'deployments.apps': deploymentStrategy,
  'replicasets.apps': replicaSetStrategy,
  'jobs.batch': jobStrategy,
  'poddisruptionbudgets.policy': disruptionBudgetStrategy,
  'clusterrolebindings.rbac.authorization.k8s.io': clusterRoleBindingStrategy,
  'clusterroles.rbac.authorization.k8s.io': clusterRoleStrategy,
  'rolebindings.rbac.authorization.k8s.io': roleBindingStrategy,
  'roles.rbac.authorization.k8s.io': roleStrategy,
  'mutatingwebhookconfigurations.admissionregistration.k8s.io': mutatingStrategy,
  'validatingwebhookconfigurations.admissionregistration.k8s.io': validatingStrategy,
  'leases.coordination.k8s.io': leaseStrategy,
  'endpointslices.discovery.k8s.io': endpointSliceStrategy,
}

const plain: Strategy = {}

export const strategyOf = (resource: Pick<Resource, 'plural' | 'group'>): Strategy =>
  strategies[qualified(resource)] ?? plain
