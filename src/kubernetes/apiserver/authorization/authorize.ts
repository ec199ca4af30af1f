/** May they: `system:masters` everything, nodes what concerns them, others what roles bound to them allow, and what was granted to them by name. */
import { listOf, textOf, valueAt } from '../../api/index.ts'
import { ApiError, forbidden } from '../api-error.ts'
import type { ApiServerNeeds, Grant } from '../needs.ts'
import type { KubernetesObject } from '../objects/objects.ts'
import { listEntries } from '../objects/objects.ts'
import { qualified } from '../resources/resource.ts'
import type { Route } from '../route.ts'
import { verbOf } from '../route.ts'
import type { User } from '../user.ts'
import { judgeNode } from './node-authorizer.ts'
import type { PathRequest, ResourceRequest, Rule } from './rules.ts'
import { allowsPath, allowsResource, rulesOf } from './rules.ts'

export type Where = Pick<ApiServerNeeds, 'cluster' | 'store' | 'grants'>

export interface Judgement {
  readonly allowed: boolean
  /** By which binding it is allowed, or which roles could not be found. */
  readonly reason: string
}

export interface OwnedRule {
  readonly rule: Rule
  readonly reason: string
}

export interface Asked {
  readonly method: string
  readonly route: Route
  readonly watches: boolean
  readonly query: URLSearchParams
}

/** Told of the judgement, whatever it is; who may not is refused. */
export function authorize(
  needs: Where,
  user: User,
  { method, route, watches, query }: Asked,
  onJudged: (judgement: Judgement) => void,
): void {
  const request = route.kind === 'path' ? undefined : requestOf(method, route, watches, query)
  if (request === undefined) {
    const path = route.kind === 'resource' ? '' : decodePath(route.path)
    const judgement = isPathAllowed(needs, user, { verb: method.toLowerCase(), path })
    onJudged(judgement)
    if (judgement.allowed) return
    const said = `User "${user.username}" cannot ${method.toLowerCase()} path ${JSON.stringify(path)}`
    throw new ApiError(403, 'Forbidden', `forbidden: ${said}`, {})
  }
  const judgement = isAllowed(needs, user, request)
  onJudged(judgement)
  if (judgement.allowed) return
  throw refusalOf(user, request, judgement.reason)
}

/** As everybody is told who may not. */
export function refusalOf(user: User, request: ResourceRequest, reason: string): ApiError {
  const { group, plural, subresource, name, namespace, verb } = request
  const target = subresource === '' ? plural : `${plural}/${subresource}`
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`
  const said = `User "${user.username}" cannot ${verb} resource "${target}" in API group "${group}" ${where}`
  return forbidden(qualified({ plural, group }), name, reason === '' ? said : `${said}: ${reason}`)
}

function requestOf(
  method: string,
  route: Exclude<Route, { kind: 'path' }>,
  watches: boolean,
  query: URLSearchParams,
): ResourceRequest | undefined {
  if (route.kind === 'no-resource') {
    if (route.attributes === undefined) return undefined
    const verb = verbOf(method, route.attributes.name !== '', watches) ?? method.toLowerCase()
    return { ...route.attributes, verb }
  }
  const { resource, subresource, namespace } = route
  // Of what is not served, whoever may not is told that first.
  const verb = route.verb ?? verbOf(method, route.name !== '', watches) ?? method.toLowerCase()
  const fields = selects.includes(verb) ? equalFields(query.get('fieldSelector') ?? '') : {}
  const name = route.name === '' ? (fields['metadata.name'] ?? '') : route.name
  return {
    verb,
    fields,
    group: resource.group,
    plural: resource.plural,
    subresource: subresource?.name ?? '',
    // A namespace counts as lying in itself.
    namespace: resource.group === '' && resource.plural === 'namespaces' ? name : namespace,
    name,
  }
}

const selects: readonly string[] = ['list', 'watch', 'deletecollection']

/** A list of what has one name is about that name. */
const equalFields = (selector: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    selector.split(',').flatMap((part) => {
      const match = /^([^=!]+)==?([^=!]*)$/.exec(part)
      return match === null ? [] : [[match[1]!, match[2]!]]
    }),
  )

/** Whether a role or a grant allows it. */
export function isAllowed(needs: Where, user: User, request: ResourceRequest): Judgement {
  if (user.groups.includes('system:masters')) return { allowed: true, reason: '' }
  if (needs.grants?.some((grant) => grants(grant, user, request))) return { allowed: true, reason: '' }
  const ofNode = judgeNode(needs, user, request)
  if (ofNode?.allowed === true) return ofNode
  const missing: string[] = []
  for (const { rule, reason } of rulesFor(needs, user, request.namespace, missing))
    if (allowsResource(rule, request)) return { allowed: true, reason }
  const reasons = [
    ...(ofNode === undefined || ofNode.reason === '' ? [] : [ofNode.reason]),
    ...(missing.length === 0 ? [] : [`RBAC: ${listMissing(missing)}`]),
  ]
  return { allowed: false, reason: reasons.join('\n') }
}

const listMissing = (missing: readonly string[]): string =>
  missing.length === 1 ? missing[0]! : `[${missing.join(', ')}]`

export function isPathAllowed(needs: Where, user: User, request: PathRequest): Judgement {
  if (user.groups.includes('system:masters')) return { allowed: true, reason: '' }
  const found = rulesFor(needs, user, '').find(({ rule }) => allowsPath(rule, request))
  return { allowed: found !== undefined, reason: found?.reason ?? '' }
}

/** All rules that hold for somebody in a namespace; of roles that are not there, the names are told. */
export function* rulesFor(
  needs: Where,
  user: User,
  namespace: string,
  missing: string[] = [],
): Generator<OwnedRule> {
  const rbac = 'rbac.authorization.k8s.io'
  for (const { value: binding } of listEntries(needs.store, needs, `clusterrolebindings.${rbac}`))
    yield* rulesOfBinding(needs, user, '', binding, missing)
  if (namespace === '') return
  for (const { value: binding } of listEntries(needs.store, needs, `rolebindings.${rbac}`, namespace))
    yield* rulesOfBinding(needs, user, namespace, binding, missing)
}

function* rulesOfBinding(
  needs: Where,
  user: User,
  namespace: string,
  binding: KubernetesObject,
  missing: string[],
): Generator<OwnedRule> {
  const subject = listOf(valueAt(binding, 'subjects')).find((each) => isSubject(each, user, namespace))
  if (subject === undefined) return
  const role = valueAt(binding, 'roleRef')
  const rules = rulesOf(needs, namespace, role)
  const [kind, name] = ['kind', 'name'].map((part) => String(valueAt(role, part)))
  if (rules === undefined) {
    missing.push(`${kind!.toLowerCase()}.rbac.authorization.k8s.io ${JSON.stringify(name)} not found`)
    return
  }
  const where = namespace === '' ? 'ClusterRoleBinding' : 'RoleBinding'
  const bindingName = namespace === '' ? binding.metadata.name : `${binding.metadata.name}/${namespace}`
  const reason = `RBAC: allowed by ${where} ${JSON.stringify(bindingName)} of ${kind} ${JSON.stringify(name)} to ${describe(subject)}`
  for (const rule of rules) yield { rule, reason }
}

function isSubject(subject: unknown, user: User, namespace: string): boolean {
  const [kind, name] = [valueAt(subject, 'kind'), valueAt(subject, 'name')]
  if (kind === 'Group') return user.groups.includes(String(name))
  if (kind === 'User') return user.username === name
  const within = textOf(valueAt(subject, 'namespace')) || namespace
  return kind === 'ServiceAccount' && user.username === `system:serviceaccount:${within}:${String(name)}`
}

function describe(subject: unknown): string {
  const [kind, name, namespace] = ['kind', 'name', 'namespace'].map((part) => String(valueAt(subject, part)))
  return `${kind} ${JSON.stringify(kind === 'ServiceAccount' ? `${name}/${namespace}` : name)}`
}

function grants(grant: Grant, user: User, request: ResourceRequest): boolean {
  const { subject, verbs, resources, namespaces } = grant
  const { verb, plural, group, subresource, namespace } = request
  const target = `${qualified({ plural, group })}${subresource === '' ? '' : `/${subresource}`}`
  const isTheirs = subject.startsWith('group:')
    ? user.groups.includes(subject.slice('group:'.length))
    : user.username === subject
  return (
    isTheirs &&
    verbs.includes(verb) &&
    resources.includes(target) &&
    (namespaces === undefined || namespaces.includes(namespace))
  )
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
