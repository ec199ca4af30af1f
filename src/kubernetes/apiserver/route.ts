/** What a request is about: the resource and verb that its path and method name, or a plain path. */
import type { Resource, Subresource, Verb } from './resources/resource.ts'
import { isKept, resources } from './resources/resource.ts'

export type Route =
  | {
      readonly kind: 'resource'
      readonly resource: Resource
      readonly subresource?: Subresource
      /** Undefined where the method is none that the path allows. */
      readonly verb?: Verb
      readonly namespace: string
      readonly name: string
    }
  /** Below a version of an API group, and nothing there. */
  | { readonly kind: 'no-resource'; readonly path: string; readonly attributes?: UnservedTarget }
  | { readonly kind: 'path'; readonly path: string }

/** What a path would be about if there were such a resource: who may not is told that first. */
export interface UnservedTarget {
  readonly group: string
  readonly plural: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
}

const served = new Set(resources.map(({ group, version }) => `${group}/${version}`))

export function findRoute(method: string, path: string, watches: boolean): Route {
  const steps = decode(path)
  const split = steps === undefined ? undefined : splitVersion(steps)
  if (split === undefined) return { kind: 'path', path }
  const { group, version, rest } = split
  if (!served.has(`${group}/${version}`)) return { kind: 'path', path }
  const target = readTarget(group, rest)
  const { plural, name, namespace } = target
  const resource = resources.find((each) => each.group === group && each.plural === plural)
  const subresource = resource?.subresources.find((each) => each.name === target.subresource)
  const nothing = { kind: 'no-resource', path, attributes: target } as const
  if (resource === undefined || rest.length - (namespace === '' || plural === 'namespaces' ? 0 : 2) > 3)
    return nothing
  if (target.subresource !== '' && subresource === undefined) return nothing
  // Across all namespaces there are only lists.
  const across = resource.namespaced && namespace === ''
  if (across && name !== '') return nothing
  if (!resource.namespaced && namespace !== '' && plural !== 'namespaces') return nothing
  const verb = allowedVerb(method, resource, subresource, { name, across, watches })
  const where = plural === 'namespaces' ? '' : namespace
  return {
    kind: 'resource',
    resource,
    ...(subresource !== undefined && { subresource }),
    ...(verb !== undefined && { verb }),
    namespace: where,
    name,
  }
}

/** `api/v1/...` and `apis/GROUP/VERSION/...`, with something behind it. */
function splitVersion(
  steps: readonly string[],
): { readonly group: string; readonly version: string; readonly rest: readonly string[] } | undefined {
  const [first, second = '', third = ''] = steps
  if (first === 'api' && steps.length > 2) return { group: '', version: second, rest: steps.slice(2) }
  if (first === 'apis' && steps.length > 3) return { group: second, version: third, rest: steps.slice(3) }
  return undefined
}

function readTarget(group: string, rest: readonly string[]): UnservedTarget {
  const within = rest[0] === 'namespaces' && rest.length > 2 && !isNamespacePart(group, rest[2]!)
  const [plural = '', name = '', subresource = ''] = within ? rest.slice(2) : rest
  return { group, plural, name, subresource, namespace: within ? rest[1]! : '' }
}

const isNamespacePart = (group: string, step: string): boolean =>
  group === '' && ['status', 'finalize'].includes(step)

interface Asked {
  readonly name: string
  readonly across: boolean
  readonly watches: boolean
}

function allowedVerb(
  method: string,
  resource: Resource,
  subresource: Subresource | undefined,
  { name, across, watches }: Asked,
): Verb | undefined {
  const verb = verbOf(method, name !== '', watches)
  if (verb === undefined || !(subresource ?? resource).verbs.includes(verb)) return undefined
  if (verb === 'create') {
    const wantsName = subresource !== undefined
    // A review of access is asked in no namespace or in one; everything else is made where it lies.
    return wantsName === (name !== '') && !(across && isKept(resource)) && !(across && resource.namespaced)
      ? verb
      : undefined
  }
  if (name === '' && (verb === 'update' || verb === 'patch')) return undefined
  return verb === 'deletecollection' && across ? undefined : verb
}

export function verbOf(method: string, named: boolean, watches: boolean): Verb | undefined {
  if (method === 'GET' || method === 'HEAD') return named ? 'get' : watches ? 'watch' : 'list'
  if (method === 'POST') return 'create'
  if (method === 'DELETE') return named ? 'delete' : 'deletecollection'
  if (method === 'PUT') return 'update'
  return method === 'PATCH' ? 'patch' : undefined
}

function decode(path: string): readonly string[] | undefined {
  try {
    // Decoded as a whole, so that a slash in disguise is a slash to authorization and to all behind it.
    return decodeURIComponent(path).replace(/\/$/, '').split('/').slice(1)
  } catch {
    return undefined
  }
}
