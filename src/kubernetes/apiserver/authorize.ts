/** May they: `system:masters` everything, others what was granted to them by name. */
import { ApiError, forbidden } from './api-error.ts'
import type { ApiServerNeeds, Grant } from './needs.ts'
import type { Route } from './route.ts'
import type { User } from './user.ts'

/** Open to everybody, as the real server's system:public-info-viewer has it. */
const publicPaths = /^\/(healthz|livez|readyz|version)(\/|$)/
/** Open to everybody who is somebody: system:discovery. */
const discoveryPaths = /^\/(api|apis|openapi)(\/|$)/

export function authorize(needs: ApiServerNeeds, user: User, method: string, route: Route): void {
  if (user.groups.includes('system:masters')) return
  if (route.kind === 'resource') return authorizeResource(needs, user, method, route)
  if (publicPaths.test(route.path)) return
  if (method === 'GET' && discoveryPaths.test(route.path) && user.groups.includes('system:authenticated'))
    return
  throw new ApiError(
    403,
    'Forbidden',
    `forbidden: User "${user.username}" cannot ${method.toLowerCase()} path ${JSON.stringify(decodePath(route.path))}`,
    {},
  )
}

function authorizeResource(
  needs: ApiServerNeeds,
  user: User,
  method: string,
  { resource, subresource, verb, namespace, name }: Extract<Route, { kind: 'resource' }>,
): void {
  const target = subresource === undefined ? resource.plural : `${resource.plural}/${subresource.name}`
  const action = verb ?? unservedVerbs[method]?.(name) ?? method.toLowerCase()
  // A namespace counts as lying in itself.
  const within = resource.plural === 'namespaces' ? name : namespace
  if (needs.grants?.some((grant) => covers(grant, user, action, target, within))) return
  const where = within === '' ? 'at the cluster scope' : `in the namespace "${within}"`
  throw forbidden(
    resource.plural,
    name,
    `User "${user.username}" cannot ${action} resource "${target}" in API group "" ${where}`,
  )
}

/** What a method asks for where this server does not serve it: whoever may not is told that first. */
const unservedVerbs: Readonly<Record<string, (name: string) => string>> = {
  POST: () => 'create',
  PUT: () => 'update',
  DELETE: (name) => (name === '' ? 'deletecollection' : 'delete'),
}

function covers(grant: Grant, user: User, verb: string, target: string, namespace: string): boolean {
  const { subject, verbs, resources, namespaces } = grant
  const isSubject = subject.startsWith('group:')
    ? user.groups.includes(subject.slice('group:'.length))
    : user.username === subject
  return (
    isSubject &&
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
