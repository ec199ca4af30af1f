/** The webhook's door: POST /mutate for the API server; /healthz, /livez and /readyz for the kubelet. */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Handler, HttpRequest, HttpResponse } from '../../kit/index.ts'
import { BodyTooLarge, headerOf, readBody, splitTarget } from '../../kit/index.ts'
import { parseReview } from './lean/parse-review.ts'
import { reviewShape } from './lean/review-shape.ts'
import type { Shape } from './lean/shape.ts'
import { mutatePod } from './mutate.ts'
import type { WebhookNeeds } from './needs.ts'
import { readReview, writeAnswer } from './review.ts'

/** The API server takes objects up to 3 MiB, and a review of an update holds two. */
const bodyLimit = 7 * 1024 * 1024

export function createWebhook(needs: WebhookNeeds): Handler {
  const shape = reviewShape(needs.options)
  return async (request) => {
    const { path } = splitTarget(request.target)
    if (path === '/mutate')
      return request.method === 'POST' ? mutate(needs, shape, request) : methodNotAllowed('POST')
    if (needs.debug === true && path === '/debug/alpha/deny') return json(200, debugDenial)
    if (needs.debug === true && path === '/debug/alpha/500') return text(500, 'test of an internal error')
    if (!['/healthz', '/livez', '/readyz'].includes(path)) return text(404, 'not found')
    if (request.method !== 'GET' && request.method !== 'HEAD') return methodNotAllowed('GET, HEAD')
    return path === '/readyz' ? tellReadiness(needs) : ok
  }
}

function tellReadiness({ isReady, notReadyBecause }: WebhookNeeds): HttpResponse {
  const causes = [
    ...(isReady?.() === false ? ['service accounts are not known yet'] : []),
    ...(notReadyBecause?.() ?? []),
  ]
  return causes.length === 0 ? ok : text(503, causes.join('\n'))
}

async function mutate(needs: WebhookNeeds, shape: Shape, request: HttpRequest): Promise<HttpResponse> {
  const type = headerOf(request, 'content-type') ?? ''
  if (type.split(';')[0]!.trim().toLowerCase() !== 'application/json')
    return failure(415, `expected content type \`application/json\`, got \`${type.slice(0, 100)}\``)
  let body: Uint8Array
  try {
    body = await readBody(request.body, bodyLimit)
  } catch (error) {
    if (error instanceof BodyTooLarge) return failure(413, error.message)
    throw error
  }
  const review = readReview(parseReview(body, shape))
  if (!review.ok) return failure(400, review.problem)
  const answer = await mutatePod(needs, review.request)
  if (answer.failed === true) return failure(500, `podpass: ${answer.message ?? ''}`)
  return compress(request, json(200, writeAnswer(review.request, answer)))
}

/** Below this the time to compress is longer than the bytes saved are worth inside of a cluster. */
const worthCompressing = 16 * 1024
const gzipped = promisify(gzip)

async function compress(request: HttpRequest, response: HttpResponse): Promise<HttpResponse> {
  const body = response.body as string
  if (body.length < worthCompressing || !takesGzip(headerOf(request, 'accept-encoding') ?? ''))
    return response
  return {
    ...response,
    headers: { ...response.headers, 'content-encoding': 'gzip' },
    body: await gzipped(body, { level: 1 }),
  }
}

const takesGzip = (accepted: string): boolean =>
  accepted.split(',').some((each) => {
    const [coding, ...parameters] = each.split(';').map((part) => part.trim().toLowerCase())
    return coding === 'gzip' && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
  })

const reasons: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  500: 'InternalError',
}

/**
 * Where there is no answer that the API server would take. Of a plain 4xx it says only that it does not know why;
 * of a Status it says the message.
 */
const failure = (code: number, message: string): HttpResponse =>
  json(
    code,
    JSON.stringify({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      reason: reasons[code],
      code,
    }),
  )

/** As upstream answers: to whoever tries what becomes of a pod that is refused. */
const debugDenial = JSON.stringify({
  kind: 'AdmissionReview',
  apiVersion: 'admission.k8s.io/v1beta1',
  response: { uid: '', allowed: false, status: { metadata: {}, message: 'Test deny message' } },
})

const json = (status: number, body: string): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body,
})

const text = (status: number, body: string): HttpResponse => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: `${body}\n`,
})

/** To the letter what upstream and Kubernetes itself say. */
const ok: HttpResponse = {
  status: 200,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: 'ok',
}

const methodNotAllowed = (allow: string): HttpResponse => {
  const response = text(405, `expected ${allow}`)
  return { ...response, headers: { ...response.headers, allow } }
}
