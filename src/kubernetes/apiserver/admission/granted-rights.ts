/** Nobody grants what they may not do themselves, unless they may `escalate` or `bind`. */
import type { JsonObject } from '../../api/index.ts'
import { listOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import { forbidden } from '../api-error.ts'
import { covers, rulesOf } from '../authorization/rules.ts'
import { isAllowed, rulesFor } from '../authorization/authorize.ts'
import type { Rule } from '../authorization/rules.ts'
import type { Call } from '../call.ts'
import { qualified } from '../resources/resource.ts'

const group = 'rbac.authorization.k8s.io'

export function checkGrantedRights(call: Call, object: JsonObject): void {
  const { resource, user, needs, namespace, subresource } = call
  if (resource.group !== group || subresource !== undefined || user.groups.includes('system:masters')) return
  const name = textOf(valueAt(object, 'metadata', 'name')) ?? ''
  const ask = (verb: string, plural: string, of: string): boolean =>
    isAllowed(needs, user, { verb, group, plural, subresource: '', namespace, name: of }).allowed
  const isBinding = resource.plural.endsWith('bindings')
  const role = objectOf(object['roleRef'])
  const rolePlural = `${(textOf(role['kind']) ?? '').toLowerCase()}s`
  const roleName = textOf(role['name']) ?? ''
  const mayPass = isBinding ? ask('bind', rolePlural, roleName) : ask('escalate', resource.plural, name)
  if (mayPass) return
  const granted = isBinding ? rulesOf(needs, namespace, role) : (listOf(object['rules']) as readonly Rule[])
  const own = [...rulesFor(needs, user, namespace)].map(({ rule }) => rule)
  const missing = (granted ?? []).filter((rule) => !covers(own, rule))
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
