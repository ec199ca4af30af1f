/** What a node may write of what it may write: its own Node, Lease and pods alone, tokens of its own pods alone. */
import type { JsonObject } from '../../api/index.ts'
import { equalJson, isObject, listOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import { type ApiError, forbidden, notFound } from '../api-error.ts'
import { isAllowed } from '../authorization/authorize.ts'
import { leaseProblem, nodeOf } from '../authorization/node-authorizer.ts'
import { isMirror, namesIn } from '../authorization/pod-references.ts'
import type { ApiServerNeeds } from '../needs.ts'
import { findObject } from '../objects/objects.ts'
import { qualified } from '../resources/resource.ts'
import type { Attributes } from './attributes.ts'
import { restrictedLabels } from './node-labels.ts'

type Needs = Pick<ApiServerNeeds, 'cluster' | 'store' | 'grants'>

/** Refuses what a node has no business with; of who is no node it says nothing. */
export function restrictNode(needs: Needs, attributes: Attributes): void {
  const node = nodeOf(attributes.user)
  if (node === undefined || node === '') return
  const { resource, subresource } = attributes
  const check = checks[`${qualified(resource)}/${subresource?.name ?? ''}`]
  check?.({ needs, node, attributes })
}

interface Case {
  readonly needs: Needs
  readonly node: string
  readonly attributes: Attributes
}

const refuse = ({ resource, name }: Attributes, problem: string): ApiError =>
  forbidden(qualified(resource), name, problem)

function checkPod({ needs, node, attributes }: Case): void {
  const { operation, namespace, name, object } = attributes
  if (operation === 'CREATE') checkMirrorPod({ needs, node, attributes })
  if (operation !== 'DELETE') return
  const found = object ?? findObject(needs, 'pods', namespace, name)
  if (valueAt(found, 'spec', 'nodeName') !== node)
    throw refuse(
      attributes,
      `node ${JSON.stringify(node)} can only delete pods with spec.nodeName set to itself`,
    )
}

function checkMirrorPod({ node, attributes }: Case): void {
  const { object } = attributes
  const spec = valueAt(object, 'spec')
  const named = JSON.stringify(node)
  if (!isMirror(object))
    throw refuse(
      attributes,
      `pod does not have "kubernetes.io/config.mirror" annotation, node ${named} can only create mirror pods`,
    )
  const account = textOf(valueAt(spec, 'serviceAccountName')) ?? ''
  if (valueAt(spec, 'nodeName') !== node)
    throw refuse(attributes, `node ${named} can only create pods with spec.nodeName set to itself`)
  if (account !== '')
    throw refuse(attributes, `node ${named} can not create pods that reference a service account`)
  for (const kind of ['secrets', 'configmaps'] as const)
    if (namesIn(spec, kind).length > 0)
      throw refuse(attributes, `node ${named} can not create pods that reference ${kind}`)
}

function checkPodStatus({ node, attributes }: Case): void {
  const { oldObject, object } = attributes
  const named = JSON.stringify(node)
  if (valueAt(oldObject, 'spec', 'nodeName') !== node)
    throw refuse(
      attributes,
      `node ${named} can only update pod status for pods with spec.nodeName set to itself`,
    )
  if (!equalJson(labelsOf(oldObject), labelsOf(object)))
    throw refuse(attributes, `node ${named} cannot update labels through pod status`)
}

function checkEviction({ needs, node, attributes }: Case): void {
  const { namespace, name } = attributes
  const pod = findObject(needs, 'pods', namespace, name)
  if (pod === undefined) throw notFound('pod', name)
  if (valueAt(pod, 'spec', 'nodeName') !== node)
    throw refuse(attributes, `node ${node} can only evict pods with spec.nodeName set to itself`)
}

function checkNode({ node, attributes }: Case): void {
  const { operation, name, object, oldObject } = attributes
  const named = JSON.stringify(node)
  if (name !== node)
    throw refuse(attributes, `node ${named} is not allowed to modify node ${JSON.stringify(name)}`)
  if (operation === 'DELETE') return
  const labels = restrictedLabels(labelsOf(object), labelsOf(oldObject))
  if (operation === 'CREATE') {
    if (labels.length > 0)
      throw refuse(
        attributes,
        `node ${named} is not allowed to set the following labels: ${labels.join(', ')}`,
      )
    return
  }
  if (!equalJson(listOf(valueAt(object, 'spec', 'taints')), listOf(valueAt(oldObject, 'spec', 'taints'))))
    throw refuse(attributes, `node ${named} is not allowed to modify taints`)
  const owners = (of: JsonObject | null): readonly unknown[] =>
    listOf(valueAt(of, 'metadata', 'ownerReferences'))
  if (!equalJson(owners(object), owners(oldObject)))
    throw refuse(attributes, `node ${named} is not allowed to modify ownerReferences`)
  if (labels.length > 0) throw refuse(attributes, `is not allowed to modify labels: ${labels.join(', ')}`)
}

const labelsOf = (object: unknown): JsonObject => objectOf(valueAt(object, 'metadata', 'labels'))

function checkLease({ node, attributes }: Case): void {
  if (attributes.operation === 'CREATE' && attributes.name !== node) throw refuse(attributes, leaseProblem)
}

function checkToken({ needs, node, attributes }: Case): void {
  const { namespace, object, user } = attributes
  const reference = valueAt(object, 'spec', 'boundObjectRef')
  const [kind, name, uid] = ['kind', 'name', 'uid'].map((part) => textOf(valueAt(reference, part)) ?? '')
  if (!isObject(reference) || kind !== 'Pod' || name === '')
    throw refuse(attributes, 'node requested token not bound to a pod')
  if (uid === '') throw refuse(attributes, 'node requested token with a pod binding without a uid')
  const pod = findObject(needs, 'pods', namespace, name!)
  if (pod === undefined) throw notFound('pod', name!)
  if (pod.metadata.uid !== uid)
    throw refuse(
      attributes,
      `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    )
  if (valueAt(pod, 'spec', 'nodeName') !== node)
    throw refuse(attributes, 'node requested token bound to a pod scheduled on a different node')
  const audiences = listOf(valueAt(object, 'spec', 'audiences')).map(String)
  if (audiences.length > 1) throw refuse(attributes, 'node may only request 0 or 1 audiences')
  const [audience = ''] = audiences
  if (audiencesIn(pod).includes(audience)) return
  const verb = 'request-serviceaccounts-token-audience'
  const asked = { verb, group: '', plural: audience, subresource: '', namespace, name: attributes.name }
  if (isAllowed(needs, user, asked).allowed) return
  throw refuse(
    attributes,
    `audience ${JSON.stringify(audience)} not found in pod spec volume, ${user.username} is not authorized to request tokens for this audience`,
  )
}

/** An empty one stands for the API server's own. */
const audiencesIn = (pod: JsonObject): readonly string[] =>
  listOf(valueAt(pod, 'spec', 'volumes'))
    .flatMap((volume) => listOf(valueAt(volume, 'projected', 'sources')))
    .map((source) => valueAt(source, 'serviceAccountToken'))
    .filter(isObject)
    .map((token) => textOf(token['audience']) ?? '')

const checks: Readonly<Record<string, (asked: Case) => void>> = {
  'pods/': checkPod,
  'pods/status': checkPodStatus,
  'pods/eviction': checkEviction,
  'nodes/': checkNode,
  'nodes/status': checkNode,
  'leases.coordination.k8s.io/': checkLease,
  'serviceaccounts/token': checkToken,
}
