/** What the columns of each kind's table hold. */
import type { JsonObject } from '../../api/index.ts'
import { listOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import { bindingCells, roleCells } from './access-cells.ts'
import { eventCells } from './event-cells.ts'
import { ageOf } from './human-duration.ts'
import { nodeCells } from './node-cells.ts'
import { podCells } from './pod-cells.ts'
import { endpointSliceCells, serviceCells } from './service-cells.ts'
import { daemonSetCells, deploymentCells, jobCells, replicaSetCells } from './workload-cells.ts'

export interface Row {
  readonly cells: readonly unknown[]
  readonly conditions?: readonly JsonObject[]
}

/** `object` is as clients see it. */
export type Cells = (object: JsonObject, now: number) => Row

/** Name, what is said in between, age. */
const between =
  (tell: (object: JsonObject) => readonly unknown[]): Cells =>
  (object, now) => ({
    cells: [
      textOf(valueAt(object, 'metadata', 'name')),
      ...tell(object),
      ageOf(valueAt(object, 'metadata', 'creationTimestamp'), now),
    ],
  })

const sizeOf = (value: unknown): number => Object.keys(objectOf(value)).length

const boundText = (bound: unknown): string =>
  typeof bound === 'number' || typeof bound === 'string' ? String(bound) : 'N/A'

const webhookCells = between((object) => [listOf(object['webhooks']).length])

export const cellsByResource: Readonly<Record<string, Cells>> = {
  configmaps: between((object) => [sizeOf(object['data']) + sizeOf(object['binaryData'])]),
  events: eventCells,
  namespaces: between((object) => [valueAt(object, 'status', 'phase') ?? '']),
  nodes: nodeCells,
  pods: podCells,
  secrets: between((object) => [object['type'] ?? '', sizeOf(object['data'])]),
  serviceaccounts: between(() => []),
  services: serviceCells,
  'controllerrevisions.apps': between((object) => [controllerOf(object), object['revision'] ?? 0]),
  'daemonsets.apps': daemonSetCells,
  'deployments.apps': deploymentCells,
  'replicasets.apps': replicaSetCells,
  'jobs.batch': jobCells,
  'poddisruptionbudgets.policy': between((object) => [
    boundText(valueAt(object, 'spec', 'minAvailable')),
    boundText(valueAt(object, 'spec', 'maxUnavailable')),
    valueAt(object, 'status', 'disruptionsAllowed') ?? 0,
  ]),
  'clusterrolebindings.rbac.authorization.k8s.io': bindingCells,
  'clusterroles.rbac.authorization.k8s.io': roleCells,
  'rolebindings.rbac.authorization.k8s.io': bindingCells,
  'roles.rbac.authorization.k8s.io': roleCells,
  'mutatingwebhookconfigurations.admissionregistration.k8s.io': webhookCells,
  'validatingwebhookconfigurations.admissionregistration.k8s.io': webhookCells,
  'leases.coordination.k8s.io': between((object) => [valueAt(object, 'spec', 'holderIdentity') ?? '']),
  'endpointslices.discovery.k8s.io': endpointSliceCells,
}

/** `daemonset.apps/name`. */
function controllerOf(object: JsonObject): string {
  const owner = listOf(valueAt(object, 'metadata', 'ownerReferences')).find(
    (each) => valueAt(each, 'controller') === true,
  )
  if (owner === undefined) return '<none>'
  const [apiVersion, kind, name] = ['apiVersion', 'kind', 'name'].map(
    (part) => textOf(valueAt(owner, part)) ?? '',
  )
  const group = apiVersion!.includes('/') ? `.${apiVersion!.split('/')[0]}` : ''
  return `${kind!.toLowerCase()}${group}/${name}`
}
