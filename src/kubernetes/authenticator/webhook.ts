/** The door for API servers: POST /authenticate with a TokenReview, /healthz for probes. */
import { BodyTooLarge, readBody, splitTarget, type Handler, type HttpResponse } from '../../kit/index.ts'
import { isObject, valueAt } from '../api/index.ts'
import type { LoginAnswer } from './login.ts'
import type { Attempt } from './needs.ts'

export interface ProbeNeeds {
  /** The page of metrics. */
  readonly page?: () => Promise<{ readonly type: string; readonly body: string }>
}

export interface WebhookNeeds extends ProbeNeeds {
  readonly login: (token: string) => Promise<LoginAnswer>
  /** Told how each call of /authenticate ended and how many seconds it took. */
  readonly observe?: (outcome: Attempt['outcome'], seconds: number) => void
  /** Milliseconds that only go forward. */
  readonly elapsed: () => number
}

/** A review holds a token of 4 KiB at most; the rest is little. */
const bodyLimit = 64 * 1024

const versions = ['authentication.k8s.io/v1', 'authentication.k8s.io/v1beta1']

export function answerReviews(needs: WebhookNeeds): Handler {
  const answerOthers = answerProbes(needs)
  return async (request) => {
    if (splitTarget(request.target).path !== '/authenticate') return answerOthers(request)
    const started = needs.elapsed()
    const { outcome, response } = await authenticate(needs, request.method, request.body)
    needs.observe?.(outcome, (needs.elapsed() - started) / 1000)
    return response
  }
}

/** For the port without TLS too: no token comes over it. */
export const answerProbes =
  ({ page }: ProbeNeeds): Handler =>
  async ({ target }) => {
    const { path } = splitTarget(target)
    if (path === '/healthz') return text(200, 'ok')
    if (path !== '/metrics' || page === undefined) return text(404, '404 page not found\n')
    const { type, body } = await page()
    return { status: 200, headers: { 'content-type': type }, body }
  }

interface Answered {
  readonly outcome: Attempt['outcome']
  readonly response: HttpResponse
}

const malformed = (response: HttpResponse): Answered => ({ outcome: 'malformed_request', response })

async function authenticate(
  { login }: WebhookNeeds,
  method: string,
  body: AsyncIterable<Uint8Array>,
): Promise<Answered> {
  if (method !== 'POST') {
    const response = text(405, 'expected POST\n')
    return malformed({ ...response, headers: { ...response.headers, allow: 'POST' } })
  }
  const review = readReview(await readText(body))
  if (review === undefined) return malformed(text(400, 'expected a request body to be a TokenReview\n'))
  const answer = await login(review.token)
  if (answer.ok)
    return {
      outcome: 'success',
      response: reply(200, review.apiVersion, { authenticated: true, user: answer.user }),
    }
  // The cause is in the log: whoever asks may be anybody who reaches the port.
  const status = answer.outcome === 'sts_throttling' ? 429 : 403
  return {
    outcome: answer.outcome,
    response: reply(status, review.apiVersion, { authenticated: false, user: {} }),
  }
}

async function readText(body: AsyncIterable<Uint8Array>): Promise<string | undefined> {
  try {
    return Buffer.from(await readBody(body, bodyLimit)).toString('utf8')
  } catch (error) {
    if (error instanceof BodyTooLarge) return undefined
    throw error
  }
}

interface Review {
  readonly apiVersion: string
  readonly token: string
}

function readReview(body: string | undefined): Review | undefined {
  let review: unknown
  try {
    review = JSON.parse(body ?? '')
  } catch {
    return undefined
  }
  if (!isObject(review)) return undefined
  // Whoever asks by hand leaves these out, and upstream does not mind.
  const { apiVersion = versions[1], kind = 'TokenReview' } = review
  const token = valueAt(review, 'spec', 'token')
  if (typeof apiVersion !== 'string' || !versions.includes(apiVersion) || kind !== 'TokenReview')
    return undefined
  return typeof token === 'string' || token === undefined ? { apiVersion, token: token ?? '' } : undefined
}

/** In the version that was asked: the API server reads no other. */
const reply = (status: number, apiVersion: string, answer: object): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=UTF-8' },
  body: JSON.stringify({ kind: 'TokenReview', apiVersion, metadata: {}, spec: {}, status: answer }),
})

const text = (status: number, body: string): HttpResponse => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  body,
})
