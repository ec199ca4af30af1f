/** Rules of roles, and what they allow. */
import { listOf, textOf, valueAt } from '../../api/index.ts'
import type { ApiServerNeeds } from '../needs.ts'
import { findObject } from '../objects/objects.ts'

export interface Rule {
  readonly verbs?: readonly string[]
  readonly apiGroups?: readonly string[]
  /** `pods`, `pods/log`, `*`, and a subresource of anything. */
  readonly resources?: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly nonResourceURLs?: readonly string[]
}

export interface ResourceRequest {
  readonly verb: string
  readonly group: string
  readonly plural: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  /** Of a list or a watch: what fields have to equal. */
  readonly fields?: Readonly<Record<string, string>>
}

export interface PathRequest {
  readonly verb: string
  readonly path: string
}

/** Where `*` stands for all. */
export const includesName = (values: readonly string[] | undefined, value: string): boolean =>
  values !== undefined && (values.includes('*') || values.includes(value))

export function allowsResource(rule: Rule, request: ResourceRequest): boolean {
  const { verb, group, plural, subresource, name } = request
  const target = subresource === '' ? plural : `${plural}/${subresource}`
  return (
    includesName(rule.verbs, verb) &&
    includesName(rule.apiGroups, group) &&
    (includesName(rule.resources, target) ||
      (subresource !== '' && (rule.resources?.includes(`*/${subresource}`) ?? false))) &&
    (listOf(rule.resourceNames).length === 0 ||
      (name !== '' && (rule.resourceNames?.includes(name) ?? false)))
  )
}

export const allowsPath = (rule: Rule, { verb, path }: PathRequest): boolean =>
  includesName(rule.verbs, verb) &&
  (rule.nonResourceURLs ?? []).some(
    (url) => url === path || (url.endsWith('*') && path.startsWith(url.slice(0, -1))),
  )

/** The rules of the role that a binding names; undefined where there is no such role. */
export function rulesOf(
  needs: Pick<ApiServerNeeds, 'cluster' | 'store'>,
  namespace: string,
  reference: unknown,
): readonly Rule[] | undefined {
  const name = textOf(valueAt(reference, 'name')) ?? ''
  const role =
    valueAt(reference, 'kind') === 'Role'
      ? findObject(needs, 'roles.rbac.authorization.k8s.io', namespace, name)
      : findObject(needs, 'clusterroles.rbac.authorization.k8s.io', '', name)
  return role === undefined ? undefined : (listOf(role['rules']) as readonly Rule[])
}
