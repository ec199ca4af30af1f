/** The agent's door for pods: /v1/credentials, as SDKs ask it. */
import { headerOf, splitTarget, type Handler, type HttpRequest, type HttpResponse } from '../../kit/index.ts'
import type { KeptCredentials } from './cache/kept-credentials.ts'
import { createLimiter } from './limiter.ts'
import type { AgentNeeds, ExchangeFailure, PodCredentials } from './needs.ts'
import { readPodToken } from './token/read-pod-token.ts'

export interface PodDoorNeeds extends Pick<AgentNeeds, 'clock' | 'tell'> {
  readonly credentials: Pick<KeptCredentials, 'get'>
  /** Addresses by which pods may call it, without ports: a browser can be made to call it by a name. */
  readonly hosts: readonly string[]
}

/** Requests a second, and how many at a stroke. */
const [rate, burst] = [1000, 500]

export function createPodDoor(needs: PodDoorNeeds): Handler {
  const allow = createLimiter({ rate, burst, clock: needs.clock })
  return async (request) => {
    if (splitTarget(request.target).path !== '/v1/credentials') return text(404, '404 page not found')
    const { response, ...event } = allow() ? await answer(needs, request) : refuse(429, 'Too Many Requests')
    needs.tell({ kind: 'answered', status: response.status, ...event })
    return response
  }
}

interface Answered {
  readonly response: HttpResponse
  readonly problem?: string
  readonly pod?: ReturnType<typeof readPod>
}

const readPod = (read: Extract<ReturnType<typeof readPodToken>, { readonly ok: true }>) => read.pod

/** Host, token, what is kept, EKS Auth: in this order. */
async function answer({ hosts, credentials, clock }: PodDoorNeeds, request: HttpRequest): Promise<Answered> {
  const host = hostOf(headerOf(request, 'host') ?? '')
  if (!hosts.includes(host))
    return refuse(
      403,
      `Access Denied. Called agent through invalid address, please use either [${hosts.join(' ')}] address not ${host.slice(0, 253)}`,
    )
  // Two headers are none that an SDK sends.
  const tokens = request.headers['authorization'] ?? []
  const token = tokens.length > 1 ? tokens.join(',') : (tokens[0] ?? '')
  const read = readPodToken(token, clock())
  if (!read.ok) return refuse(400, read.problem)
  const exchanged = await credentials.get(token, read.pod)
  if (!exchanged.ok)
    return { ...refuse(statusOf(exchanged.failure), wordsOf(exchanged.failure)), pod: read.pod }
  return { response: json(exchanged.credentials), pod: read.pod }
}

/** Without its port, and an IPv6 address without its brackets. */
function hostOf(host: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d*)?$/.exec(host)
  if (bracketed !== null) return bracketed[1]!
  const [name = '', ...rest] = host.split(':')
  return rest.length === 1 ? name : host
}

const statusOf = ({ status }: ExchangeFailure): number => (status >= 400 ? status : 500)

function wordsOf({ requestId, code, message, status }: ExchangeFailure): string {
  if (code === '') return message
  return `[${requestId}]: (${code}): ${message}, fault: ${status >= 500 ? 'server' : 'client'}`
}

const refuse = (status: number, problem: string): Answered => ({ response: text(status, problem), problem })

const text = (status: number, body: string): HttpResponse => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  body: `${body}\n`,
})

const json = (credentials: PodCredentials): HttpResponse => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    Token: credentials.sessionToken,
    AccountId: credentials.accountId,
    Expiration: new Date(credentials.expiresAt).toISOString().replace('.000Z', 'Z'),
  }),
})
