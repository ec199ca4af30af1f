/** The API server's door: who, what, may they, then the operation. */
import type { Handler, HttpRequest, HttpResponse } from '../../kit/index.ts'
import { headerOf, splitTarget } from '../../kit/index.ts'
import { ApiError, internalError, methodNotAllowed, noSuchPath, notAcceptable } from './api-error.ts'
import { authorize } from './authorize.ts'
import type { Operation } from './call.ts'
import { discovery } from './discovery.ts'
import type { ApiServerNeeds } from './needs.ts'
import { createToken } from './operations/create-token.ts'
import { create } from './operations/create.ts'
import { remove } from './operations/delete.ts'
import { get } from './operations/get.ts'
import { list } from './operations/list.ts'
import { patch } from './operations/patch.ts'
import { watch } from './operations/watch.ts'
import type { Verb } from './resource.ts'
import { json, refusal, text } from './respond.ts'
import type { Route } from './route.ts'
import { findRoute } from './route.ts'
import { authenticate } from './user.ts'

const operations: Readonly<Record<Verb, Operation>> = { create, delete: remove, get, list, patch, watch }

export function createApiServer(needs: ApiServerNeeds): Handler {
  return async (request) => {
    try {
      return await serve(needs, request)
    } catch (error) {
      if (error instanceof ApiError) return refusal(error)
      needs.onFault?.(error)
      // The cause stays out of the answer: it may speak of files and tokens.
      return refusal(internalError('the request could not be served'))
    }
  }
}

async function serve(needs: ApiServerNeeds, request: HttpRequest): Promise<HttpResponse> {
  const { path, query: queryText } = splitTarget(request.target)
  const query = new URLSearchParams(queryText)
  const user = await authenticate(needs, request)
  const watches = ['true', '1'].includes(query.get('watch') ?? '')
  const route = findRoute(request.method, path, watches)
  authorize(needs, user, request.method, route)
  if (route.kind === 'path') return servePath(request, route)
  if (route.kind === 'no-resource') throw noSuchPath()
  if (route.verb === undefined) throw methodNotAllowed()
  requireJson(request)
  const operation = route.subresource?.name === 'token' ? createToken : operations[route.verb]
  return operation({ ...route, needs, request, user, query })
}

function servePath(request: HttpRequest, { path }: Extract<Route, { kind: 'path' }>): HttpResponse {
  const plain = path.length > 1 ? path.replace(/\/$/, '') : path
  if (/^\/(healthz|livez|readyz)$/.test(plain)) return readOnly(request, () => text(200, 'ok'))
  const document = Object.hasOwn(discovery, plain) ? discovery[plain] : undefined
  if (document === undefined) return text(404, '404 page not found\n')
  return readOnly(request, () => json(200, document))
}

function readOnly({ method }: HttpRequest, answer: () => HttpResponse): HttpResponse {
  if (method !== 'GET' && method !== 'HEAD') throw methodNotAllowed()
  return answer()
}

/** Tables and protobuf are asked for with JSON as the second choice; who takes nothing else is told so. */
function requireJson(request: HttpRequest): void {
  const accept = headerOf(request, 'accept') ?? '*/*'
  const ranges = accept.split(',').map((range) => range.split(';')[0]!.trim().toLowerCase())
  if (!ranges.some((range) => ['', '*/*', 'application/*', 'application/json'].includes(range)))
    throw notAcceptable(['application/json'])
}
