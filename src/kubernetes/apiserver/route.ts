/** What a request is about: the resource and verb that its path and method name, or a plain path. */
import { resources } from './resource.ts'
import type { Resource, Subresource, Verb } from './resource.ts'

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
  /** Below /api/v1, and nothing there. */
  | { readonly kind: 'no-resource'; readonly path: string }
  | { readonly kind: 'path'; readonly path: string }

export function findRoute(method: string, path: string, watches: boolean): Route {
  const steps = decode(path)
  if (steps === undefined || steps[0] !== 'api' || steps[1] !== 'v1' || steps.length === 2)
    return { kind: 'path', path }
  const rest = steps.slice(2)
  const [namespace, tail] =
    rest[0] === 'namespaces' && rest.length > 2 ? [rest[1]!, rest.slice(2)] : ['', rest]
  const [plural, name = '', sub, ...more] = tail
  const resource = resources.find((each) => each.plural === plural)
  const subresource = resource?.subresources.find((each) => each.name === sub)
  const nothing = { kind: 'no-resource', path } as const
  if (resource === undefined || more.length > 0) return nothing
  if ((sub !== undefined && subresource === undefined) || (tail.length > 1 && name === '')) return nothing
  // Across all namespaces there are only lists.
  const across = resource.namespaced && namespace === ''
  if (across && name !== '') return nothing
  if (!resource.namespaced && namespace !== '') return nothing
  const wanted = verbOf(method, name !== '', watches)
  const allowed = (subresource ?? resource).verbs
  const verb = wanted !== undefined && allowed.includes(wanted) ? wanted : undefined
  const fits = verb === 'create' ? (subresource !== undefined ? name !== '' : name === '' && !across) : true
  return {
    kind: 'resource',
    resource,
    ...(subresource !== undefined && { subresource }),
    ...(fits && verb !== undefined && { verb }),
    namespace,
    name,
  }
}

function verbOf(method: string, named: boolean, watches: boolean): Verb | undefined {
  if (method === 'GET') return named ? 'get' : watches ? 'watch' : 'list'
  if (method === 'POST') return 'create'
  if (!named) return undefined
  if (method === 'DELETE') return 'delete'
  return method === 'PATCH' ? 'patch' : undefined
}

function decode(path: string): readonly string[] | undefined {
  try {
    return path.replace(/\/$/, '').split('/').slice(1).map(decodeURIComponent)
  } catch {
    return undefined
  }
}
