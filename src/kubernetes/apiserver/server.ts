/** The API server's door: who, what, may they, then the operation. */
import type { Handler, HttpRequest, HttpResponse } from '../../kit/index.ts'
import { splitTarget } from '../../kit/index.ts'
import { ApiError, internalError, methodNotAllowed, noSuchPath } from './api-error.ts'
import { authorize } from './authorization/authorize.ts'
import { impersonate } from './authorization/impersonate.ts'
import { servePath } from './discovery/serve-path.ts'
import type { ApiServerNeeds } from './needs.ts'
import { operationFor } from './operations.ts'
import { representationOf } from './output/representation.ts'
import { refusal } from './respond.ts'
import { findRoute } from './route.ts'
import type { User } from './user.ts'
import { authenticate } from './user.ts'

export function createApiServer(needs: ApiServerNeeds): Handler {
  return (request) =>
    answer(needs, async () => {
      const user = await authenticate(needs, request)
      return serveAs(needs, impersonate(needs, user, request), request)
    })
}

/** What goes wrong is an answer too. */
export async function answer(
  { onFault }: Pick<ApiServerNeeds, 'onFault'>,
  serve: () => Promise<HttpResponse>,
): Promise<HttpResponse> {
  try {
    return await serve()
  } catch (error) {
    if (error instanceof ApiError) return refusal(error)
    onFault?.(error)
    // The cause stays out of the answer: it may speak of files and tokens.
    return refusal(internalError('the request could not be served'))
  }
}

/** Serves a request of somebody who is known already. */
export async function serveAs(
  needs: ApiServerNeeds,
  user: User,
  request: HttpRequest,
): Promise<HttpResponse> {
  const { path, query: queryText } = splitTarget(request.target)
  const query = new URLSearchParams(queryText)
  const watches = ['true', '1'].includes(query.get('watch') ?? '')
  const route = findRoute(request.method, path, watches)
  authorize(needs, user, { method: request.method, route, watches, query }, () => undefined)
  if (route.kind === 'path') return servePath(request, route.path)
  if (route.kind === 'no-resource') throw noSuchPath()
  const operation = operationFor(route)
  if (operation === undefined) throw methodNotAllowed()
  const representation = representationOf(request, query)
  return operation({ ...route, needs, request, user, query, representation })
}
