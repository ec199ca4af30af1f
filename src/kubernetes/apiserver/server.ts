/** The API server's door: who, what, may they, then the operation. */
import type { Handler, HttpRequest, HttpResponse } from '../../kit/index.ts'
import { splitTarget } from '../../kit/index.ts'
import { ApiError, badRequest, internalError, methodNotAllowed, noSuchPath } from './api-error.ts'
import type { AuditNotes } from './audit/audit-notes.ts'
import { noteJudgement } from './audit/audit-notes.ts'
import { beginTrail } from './audit/audit-trail.ts'
import { authorize } from './authorization/authorize.ts'
import { impersonate } from './authorization/impersonate.ts'
import { servePath } from './discovery/serve-path.ts'
import { flagOf } from './kubelet/read-flags.ts'
import type { ApiServerNeeds } from './needs.ts'
import { operationFor } from './operations.ts'
import { representationOf } from './output/representation.ts'
import { refusal } from './respond.ts'
import type { Route } from './route.ts'
import { findRoute } from './route.ts'
import type { User } from './user.ts'
import { authenticate } from './user.ts'

export function createApiServer(needs: ApiServerNeeds): Handler {
  return (request) =>
    answer(needs, request, {
      identify: () => authenticate(needs, request),
      actAs: (user) => impersonate(needs, user, request),
    })
}

export interface Asking {
  readonly identify: () => Promise<User>
  /** Whom somebody wants to be served as; themselves where nothing is said. */
  readonly actAs?: (user: User) => User
}

/** What goes wrong is an answer too. */
export async function answer(
  needs: ApiServerNeeds,
  request: HttpRequest,
  { identify, actAs = (user) => user }: Asking,
): Promise<HttpResponse> {
  const asked = readTarget(request)
  const trail = beginTrail(needs, request, asked)
  try {
    const user = await identify()
    trail.caller = { user }
    const acting = actAs(user)
    if (acting !== user) trail.caller = { user, impersonated: acting }
    const response = await serveAs(needs, acting, request, asked, trail.notes)
    trail.end(response)
    return response
  } catch (error) {
    if (!(error instanceof ApiError)) needs.onFault?.(error)
    // The cause stays out of the answer: it may speak of files and tokens.
    const told = error instanceof ApiError ? error : internalError('the request could not be served')
    trail.refuse(told)
    return refusal(told)
  }
}

interface Target {
  readonly query: URLSearchParams
  readonly watches: boolean
  readonly route: Route
}

function readTarget(request: HttpRequest): Target {
  const { path, query: queryText } = splitTarget(request.target)
  const query = new URLSearchParams(queryText)
  const watches = flagOf(query, 'watch')
  return { query, watches, route: findRoute(request.method, path, watches) }
}

/** Serves a request of somebody who is known already. */
async function serveAs(
  needs: ApiServerNeeds,
  user: User,
  request: HttpRequest,
  { query, watches, route }: Target,
  notes: AuditNotes,
): Promise<HttpResponse> {
  authorize(needs, user, { method: request.method, route, watches, query }, (judgement) =>
    noteJudgement(notes, judgement),
  )
  if (route.kind === 'path') return servePath(request, route.path)
  if (route.kind === 'no-resource') throw noSuchPath()
  if (route.name.includes('%'))
    throw badRequest(`Name parameter invalid: ${JSON.stringify(route.name)}: may not contain '%'`)
  const operation = operationFor(route)
  if (operation === undefined) throw methodNotAllowed()
  const representation = representationOf(request, query)
  return operation({ ...route, needs, request, user, notes, query, representation })
}
