/** What a node may: its own Node, Lease and pods, and what its pods refer to. https://kubernetes.io/docs/reference/access-authn-authz/node/ */
import { listOf } from '../../api/index.ts'
import { findObject } from '../objects/objects.ts'
import type { User } from '../user.ts'
import type { Judgement, Where } from './authorize.ts'
import { isReferredTo, type Referable } from './pod-references.ts'
import type { ResourceRequest, Rule } from './rules.ts'
import { allowsResource } from './rules.ts'

const prefix = 'system:node:'

/** The node that somebody is; undefined for who is none, empty for one without a name. */
export const nodeOf = ({ username, groups }: User): string | undefined =>
  groups.includes('system:nodes') && username.startsWith(prefix) ? username.slice(prefix.length) : undefined

/** Undefined for who is no node. What is refused here may be allowed by a role all the same. */
export function judgeNode(needs: Where, user: User, request: ResourceRequest): Judgement | undefined {
  const node = nodeOf(user)
  if (node === undefined) return undefined
  if (node === '') return refuse(`unknown node for user ${JSON.stringify(user.username)}`)
  const judge = judges[`${request.plural}.${request.group}`] ?? judgeByRules
  return judge({ needs, node, request })
}

interface Case {
  readonly needs: Where
  readonly node: string
  readonly request: ResourceRequest
}

const allow: Judgement = { allowed: true, reason: '' }
const refuse = (reason: string): Judgement => ({ allowed: false, reason })

/** Of other resources nodes may what the role `system:node` says. */
function judgeByRules({ needs, request }: Case): Judgement {
  const rules = listOf(
    findObject(needs, 'clusterroles.rbac.authorization.k8s.io', '', 'system:node')?.['rules'],
  )
  return (rules as readonly Rule[]).some((rule) => allowsResource(rule, request)) ? allow : refuse('')
}

const reads: readonly string[] = ['get', 'list', 'watch']

const readReferred =
  (kind: Referable) =>
  (asked: Case): Judgement => {
    const { verb, subresource, namespace } = asked.request
    if (!reads.includes(verb)) return refuse('can only read resources of this type')
    if (subresource !== '') return refuse('cannot read subresource')
    if (namespace === '') return refuse('can only read namespaced object of this type')
    return judgeReference(asked, kind)
  }

function judgeReference({ needs, node, request: { namespace, name } }: Case, kind: Referable): Judgement {
  if (name === '') return refuse('No Object name found')
  return isReferredTo(needs, { node, kind, namespace, name })
    ? allow
    : refuse(`no relationship found between node '${node}' and this object`)
}

function judgeAccount(asked: Case): Judgement {
  const { verb, subresource, name } = asked.request
  if (verb === 'get' && subresource === '') return judgeReference(asked, 'serviceaccounts')
  if (verb !== 'create' || name === '')
    return refuse('can only create tokens for individual service accounts')
  if (subresource !== 'token') return refuse('can only create token subresource of serviceaccount')
  return judgeReference(asked, 'serviceaccounts')
}

function judgeLease({ node, request: { verb, namespace, name } }: Case): Judgement {
  if (!['get', 'create', 'update', 'patch', 'delete'].includes(verb))
    return refuse('can only get, create, update, patch, or delete a node lease')
  if (namespace !== 'kube-node-lease')
    return refuse('can only access leases in the "kube-node-lease" system namespace')
  return verb === 'create' || name === node ? allow : refuse(leaseProblem)
}

/** Admission says the same of a new one. */
export const leaseProblem = 'can only access node lease with the same name as the requesting node'

function judgeNodes({ node, request: { verb, subresource, name } }: Case): Judgement {
  // Which Node is written, admission looks at.
  if (subresource === 'status') return ['update', 'patch'].includes(verb) ? allow : refuse('')
  if (subresource !== '') return refuse('')
  if (['create', 'update', 'patch'].includes(verb)) return allow
  if (!reads.includes(verb)) return refuse('')
  if (name === node) return allow
  return refuse(
    name === ''
      ? `node '${node}' cannot read all nodes, only its own Node object`
      : `node '${node}' cannot read '${name}', only its own Node object`,
  )
}

function judgePods(asked: Case): Judgement {
  const { verb, subresource, fields } = asked.request
  if (subresource === 'status') return ['update', 'patch'].includes(verb) ? allow : refuse('')
  if (subresource === 'eviction') return verb === 'create' ? allow : refuse('')
  if (subresource !== '') return refuse('')
  if (verb === 'get') return judgeReference(asked, 'pods')
  if (verb === 'list' || verb === 'watch')
    return fields?.['spec.nodeName'] === asked.node
      ? allow
      : refuse('can only list/watch pods with spec.nodeName field selector')
  return verb === 'create' || verb === 'delete' ? allow : refuse('')
}

const judges: Readonly<Record<string, (asked: Case) => Judgement>> = {
  'configmaps.': readReferred('configmaps'),
  'secrets.': readReferred('secrets'),
  'serviceaccounts.': judgeAccount,
  'nodes.': judgeNodes,
  'pods.': judgePods,
  'leases.coordination.k8s.io': judgeLease,
}
