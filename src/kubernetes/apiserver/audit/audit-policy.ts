/** What is not worth a line: health, discovery of what there is, events, and nodes that say that they are still there. */
import { nodeOf } from '../authorization/node-authorizer.ts'
import type { Route } from '../route.ts'
import type { User } from '../user.ts'

const quietPaths = /^\/(?:healthz|livez|readyz|version|openapi)(?:\/|$)/

export function isAudited(route: Route, user: User | undefined): boolean {
  if (route.kind === 'path') return !quietPaths.test(route.path)
  if (route.kind === 'no-resource') return true
  const { plural } = route.resource
  if (plural === 'events') return false
  return !(plural === 'leases' && user !== undefined && nodeOf(user) !== undefined)
}
