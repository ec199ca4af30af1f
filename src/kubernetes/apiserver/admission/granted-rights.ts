/** Nobody grants what they may not do themselves, unless they may `escalate` or `bind`. */
import type { JsonObject } from '../../api/index.ts'
import { equalJson, listOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import { forbidden, notFound } from '../api-error.ts'
import { isAllowed, rulesFor } from '../authorization/authorize.ts'
import { covers } from '../authorization/cover-rules.ts'
import type { Rule } from '../authorization/rules.ts'
import { rulesOf } from '../authorization/rules.ts'
import type { Call } from '../call.ts'
import { qualified } from '../resources/resource.ts'

const group = 'rbac.authorization.k8s.io'

/** `before` is what it was until now, null of a new object. */
export function checkGrantedRights(call: Call, object: JsonObject, before: JsonObject | null): void {
  const { resource, user, subresource } = call
  if (resource.group !== group || subresource !== undefined || user.groups.includes('system:masters')) return
  if (before !== null && changesOwnersAlone(object, before)) return
  if (resource.plural.endsWith('bindings')) checkBinding(call, object)
  else checkRole(call, object, before)
}

/** Whatever else it grants, an object may be made ready to be collected. */
function changesOwnersAlone(object: JsonObject, before: JsonObject): boolean {
  const rest = ({ metadata, ...others }: JsonObject): JsonObject => {
    const { ownerReferences: _, finalizers: __, resourceVersion: ___, ...kept } = objectOf(metadata)
    return { ...others, metadata: kept }
  }
  return !equalJson(object, before) && equalJson(rest(object), rest(before))
}

function checkRole(call: Call, object: JsonObject, before: JsonObject | null): void {
  const { resource } = call
  const name = nameOf(object)
  if (isGranted(call, 'escalate', resource.plural, name)) return
  requireHeld(call, name, listOf(object['rules']) as readonly Rule[])
  // What gathers other roles can grow to anything later.
  if (!gathers(object) && !gathers(before)) return
  const own = ownRules(call)
  if (!everything.every((rule) => covers(own, rule)))
    throw forbidden(
      qualified(resource),
      name,
      'must have cluster-admin privileges to use the aggregationRule',
    )
}

const gathers = (role: JsonObject | null): boolean =>
  listOf(valueAt(role, 'aggregationRule', 'clusterRoleSelectors')).length > 0

const everything: readonly Rule[] = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
  { nonResourceURLs: ['*'], verbs: ['*'] },
]

function checkBinding(call: Call, object: JsonObject): void {
  const { resource, needs, namespace } = call
  const role = objectOf(object['roleRef'])
  const [kind, name] = [textOf(role['kind']) ?? '', textOf(role['name']) ?? '']
  if (isGranted(call, 'bind', `${kind.toLowerCase()}s`, name)) return
  const rules = rulesOf(needs, namespace, role)
  // Who could bind it before it is there would have what it grants once it is.
  if (rules === undefined) throw notFound(qualified(resource), name)
  requireHeld(call, nameOf(object), rules)
}

const nameOf = (object: JsonObject): string => textOf(valueAt(object, 'metadata', 'name')) ?? ''

const isGranted = ({ needs, user, namespace }: Call, verb: string, plural: string, name: string): boolean =>
  isAllowed(needs, user, { verb, group, plural, subresource: '', namespace, name }).allowed

const ownRules = ({ needs, user, namespace }: Call): readonly Rule[] =>
  [...rulesFor(needs, user, namespace)].map(({ rule }) => rule)

function requireHeld(call: Call, name: string, granted: readonly Rule[]): void {
  const { resource, user } = call
  const own = ownRules(call)
  const missing = granted.filter((rule) => !covers(own, rule))
  if (missing.length === 0) return
  const groups = JSON.stringify(user.groups).replaceAll(',', ' ')
  throw forbidden(
    qualified(resource),
    name,
    `user ${JSON.stringify(user.username)} (groups=${groups}) is attempting to grant RBAC permissions not currently held:\n${missing.map(describe).join('\n')}`,
  )
}

function describe(rule: Rule): string {
  const parts = [
    ['APIGroups', rule.apiGroups],
    ['Resources', rule.resources],
    ['ResourceNames', rule.resourceNames],
    ['NonResourceURLs', rule.nonResourceURLs],
    ['Verbs', rule.verbs],
  ] as const
  return `{${parts
    .filter(([, values]) => values !== undefined && values.length > 0)
    .map(([name, values]) => `${name}:${JSON.stringify(values).replaceAll(',', ' ')}`)
    .join(', ')}}`
}
