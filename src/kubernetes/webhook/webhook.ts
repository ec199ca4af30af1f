/** The webhook's door: POST /mutate for the API server, /healthz and /readyz for the kubelet. */
import type { Handler, HttpRequest, HttpResponse } from '../../kit/index.ts'
import { BodyTooLarge, headerOf, readBody, splitTarget } from '../../kit/index.ts'
import { mutatePod } from './mutate.ts'
import type { WebhookNeeds } from './needs.ts'
import { readReview, writeAnswer } from './review.ts'

/** The API server takes objects up to 3 MiB, and a review of an update holds two. */
const bodyLimit = 7 * 1024 * 1024

export function createWebhook(needs: WebhookNeeds): Handler {
  const isReady = (): boolean => needs.isReady?.() ?? true
  return async (request) => {
    const { path } = splitTarget(request.target)
    if (path === '/mutate')
      return request.method === 'POST' ? mutate(needs, request) : methodNotAllowed('POST')
    if (path !== '/healthz' && path !== '/readyz') return text(404, 'not found')
    if (request.method !== 'GET' && request.method !== 'HEAD') return methodNotAllowed('GET, HEAD')
    return path === '/healthz' || isReady()
      ? text(200, 'ok')
      : text(503, 'service accounts are not known yet')
  }
}

async function mutate(needs: WebhookNeeds, request: HttpRequest): Promise<HttpResponse> {
  const type = headerOf(request, 'content-type') ?? ''
  if (type.split(';')[0]!.trim().toLowerCase() !== 'application/json')
    return text(415, `expected content type \`application/json\`, got \`${type.slice(0, 100)}\``)
  let body: Uint8Array
  try {
    body = await readBody(request.body, bodyLimit)
  } catch (error) {
    if (error instanceof BodyTooLarge) return text(413, error.message)
    throw error
  }
  const review = readReview(new TextDecoder().decode(body))
  // Without a uid there is no answer that the API server would accept, so this one speaks to people.
  if (!review.ok) return text(400, review.problem)
  try {
    return json(writeAnswer(review.request, await mutatePod(needs, review.request)))
  } catch (error) {
    // The text of a 500 is what the API server shows, or passes over, as the failurePolicy says.
    return text(500, `podpass could not look up the service account: ${messageOf(error)}`)
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown error')

const json = (body: string): HttpResponse => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body,
})

const text = (status: number, body: string): HttpResponse => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: `${body}\n`,
})

const methodNotAllowed = (allow: string): HttpResponse => {
  const response = text(405, `expected ${allow}`)
  return { ...response, headers: { ...response.headers, allow } }
}
