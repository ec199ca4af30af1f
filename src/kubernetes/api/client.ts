/** A lean client of the Kubernetes API over node:https; refusals come back as values. */
import type { IncomingMessage } from 'node:http'
import { Agent, request as httpsRequest } from 'node:https'
import type { JsonObject } from './json.ts'
import { isObject } from './json.ts'
import type { ApiProblem } from './status.ts'
import { problemOf, unreachable } from './status.ts'

export interface ClientFacts {
  /** As `https://127.0.0.1:6443`. */
  readonly server: string
  /** The certificates that the server's own has to lead to, as PEM; the system's when absent. */
  readonly ca?: string
  /** Asked before each request, so that a token that is renewed on disk is used. */
  readonly token?: () => string | undefined
  readonly certificate?: { readonly cert: string; readonly key: string }
  /** The name that the certificate must carry, where it is not the server's host. */
  readonly serverName?: string
  /** Takes any certificate. Only ever at the user's word. */
  readonly insecure?: boolean
  readonly userAgent?: string
}

export interface RequestOptions {
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly body?: unknown
  readonly contentType?: string
  readonly signal?: AbortSignal
  /** Milliseconds to the whole answer; 30 seconds when absent. */
  readonly timeout?: number
}

export type ApiAnswer =
  | {
      readonly ok: true
      readonly status: number
      readonly value: JsonObject
      /** The texts of Warning headers. */
      readonly warnings: readonly string[]
    }
  | { readonly ok: false; readonly problem: ApiProblem }

export interface OpenStream {
  readonly lines: AsyncIterable<string>
  readonly close: () => void
}

export type StreamAnswer =
  | { readonly ok: true; readonly stream: OpenStream }
  | { readonly ok: false; readonly problem: ApiProblem }

export interface KubernetesClient {
  readonly server: string
  /** The cluster's certificates as PEM, where the client was given them. */
  readonly ca?: string
  readonly request: (method: string, path: string, options?: RequestOptions) => Promise<ApiAnswer>
  /** A GET whose answer comes line by line and has no end of its own. */
  readonly open: (path: string, options?: Pick<RequestOptions, 'query' | 'signal'>) => Promise<StreamAnswer>
  readonly get: (path: string) => Promise<ApiAnswer>
  readonly create: (path: string, object: JsonObject, query?: RequestOptions['query']) => Promise<ApiAnswer>
  readonly patch: (path: string, merge: JsonObject) => Promise<ApiAnswer>
  readonly delete: (path: string) => Promise<ApiAnswer>
  /** Lets go of idle connections. */
  readonly close: () => void
}

/** Far above any answer that is asked for page by page. */
const answerLimit = 64 * 1024 * 1024

export function createClient(facts: ClientFacts): KubernetesClient {
  const base = new URL(facts.server)
  if (base.protocol !== 'https:') throw new TypeError(`server \`${facts.server}\` is not below https://`)
  const agent = new Agent({
    keepAlive: true,
    ...(facts.ca !== undefined && { ca: facts.ca }),
    ...(facts.certificate !== undefined && facts.certificate),
    ...(facts.serverName !== undefined && { servername: facts.serverName }),
    ...(facts.insecure === true && { rejectUnauthorized: false }),
  })

  const request = async (method: string, path: string, options: RequestOptions = {}): Promise<ApiAnswer> => {
    const { timeout = 30_000, signal } = options
    const ends = AbortSignal.any([AbortSignal.timeout(timeout), ...(signal === undefined ? [] : [signal])])
    try {
      const response = await send(facts, agent, base, method, path, options, ends)
      return readAnswer(response, await readText(response))
    } catch (error) {
      return { ok: false, problem: unreachable(facts.server, error) }
    }
  }

  return {
    server: facts.server,
    ...(facts.ca !== undefined && { ca: facts.ca }),
    request,
    open: async (path, options = {}) => {
      try {
        const response = await send(facts, agent, base, 'GET', path, options, options.signal)
        if (response.statusCode === 200)
          return { ok: true, stream: { lines: readLines(response), close: () => response.destroy() } }
        const answer = readAnswer(response, await readText(response))
        return answer.ok ? { ok: false, problem: problemOf(answer.status, answer.value, '') } : answer
      } catch (error) {
        return { ok: false, problem: unreachable(facts.server, error) }
      }
    },
    get: (path) => request('GET', path),
    create: (path, body, query) => request('POST', path, { body, query }),
    patch: (path, body) => request('PATCH', path, { body, contentType: 'application/merge-patch+json' }),
    delete: (path) => request('DELETE', path),
    close: () => agent.destroy(),
  }
}

function send(
  facts: ClientFacts,
  agent: Agent,
  base: URL,
  method: string,
  path: string,
  { query = {}, body, contentType = 'application/json' }: RequestOptions,
  signal: AbortSignal | undefined,
): Promise<IncomingMessage> {
  const target = new URL(base.pathname.replace(/\/$/, '') + path, base)
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) target.searchParams.set(name, value)
  const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body))
  const token = facts.token?.()
  return new Promise((resolve, reject) => {
    const call = httpsRequest(target, {
      method,
      agent,
      signal,
      headers: {
        accept: 'application/json',
        'user-agent': facts.userAgent ?? 'podpass',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(payload !== undefined && { 'content-type': contentType, 'content-length': payload.length }),
      },
    })
    call.once('error', reject)
    call.once('response', resolve)
    call.end(payload)
  })
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > answerLimit) throw new Error(`the answer is larger than ${answerLimit} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length).toString('utf8')
}

function readAnswer(response: IncomingMessage, text: string): ApiAnswer {
  const status = response.statusCode ?? 0
  const value = parse(text)
  if (status < 200 || status > 299) return { ok: false, problem: problemOf(status, value, text) }
  if (!isObject(value)) return { ok: false, problem: problemOf(status, undefined, text) }
  return { ok: true, status, value, warnings: readWarnings(response) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** `299 - "text"`, with a backslash before what would end the text. */
function readWarnings(response: IncomingMessage): readonly string[] {
  const header = (response.headersDistinct['warning'] ?? []).join(', ')
  return [...header.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) =>
    Buffer.from(match[1]!.replace(/\\(.)/g, '$1'), 'latin1').toString('utf8'),
  )
}

async function* readLines(response: IncomingMessage): AsyncGenerator<string> {
  let rest = ''
  response.setEncoding('utf8')
  for await (const chunk of response as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop()!
    if (rest.length > answerLimit) throw new Error(`a line of the answer is larger than ${answerLimit} bytes`)
    for (const line of lines) if (line !== '') yield line
  }
  if (rest !== '') yield rest
}
