/** A lean client of the Kubernetes API over node:https; refusals come back as values. */
import type { IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { createConnection, type Connection, type Credential } from './connection.ts'
import type { CredentialSource } from './exec-plugin.ts'
import type { JsonObject } from './json.ts'
import { isObject } from './json.ts'
import type { ApiProblem } from './status.ts'
import { problemOf, unreachable } from './status.ts'

export interface ClientFacts {
  /** As `https://127.0.0.1:6443`. */
  readonly server: string
  /** The certificates that the server's own has to lead to, as PEM; the system's when absent. */
  readonly ca?: string
  /** Asked before each request, so that certificates that are renewed on disk are used. Goes before `ca`. */
  readonly readCa?: () => string
  /** Asked before each request, so that a token that is renewed on disk is used. */
  readonly token?: () => string | undefined
  readonly certificate?: { readonly cert: string; readonly key: string }
  /** Asked before each request, so that a client certificate that is renewed on disk is used. */
  readonly readCertificate?: () => { readonly cert: string; readonly key: string }
  /** Goes before token and certificate. */
  readonly credentials?: CredentialSource
  /** The URL of the proxy that leads to the server. */
  readonly proxy?: string
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
  /** JSON in general when absent; some documents are served as a kind of their own alone. */
  readonly accept?: string
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
  /** Those that came together, come together. */
  readonly lines: AsyncIterable<readonly string[]>
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
  const way: Way = { facts, base, connection: createConnection(facts) }

  const request = async (method: string, path: string, options: RequestOptions = {}): Promise<ApiAnswer> => {
    const { timeout = 30_000, signal } = options
    const ends = AbortSignal.any([
      AbortSignal.timeout(Math.ceil(timeout)),
      ...(signal === undefined ? [] : [signal]),
    ])
    try {
      const response = await send(way, method, path, options, ends)
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
        const response = await send(way, 'GET', path, options, options.signal)
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
    close: () => way.connection.close(),
  }
}

interface Way {
  readonly facts: ClientFacts
  readonly base: URL
  readonly connection: Connection
}

async function send(
  way: Way,
  method: string,
  path: string,
  options: RequestOptions,
  signal: AbortSignal | undefined,
): Promise<IncomingMessage> {
  const { credentials } = way.facts
  if (credentials === undefined) return sendAs(way, ownCredential(way.facts), method, path, options, signal)
  const first = await credentials.get()
  const response = await sendAs(way, first, method, path, options, signal)
  if (response.statusCode !== 401) return response
  // It may have been revoked before its time; a new one is tried once.
  response.resume()
  credentials.refuse(first)
  return sendAs(way, await credentials.get(), method, path, options, signal)
}

function ownCredential({ token, certificate, readCertificate }: ClientFacts): Credential {
  return { token: token?.(), certificate: readCertificate === undefined ? certificate : readCertificate() }
}

function sendAs(
  { facts, base, connection }: Way,
  { token, certificate }: Credential,
  method: string,
  path: string,
  { query = {}, body, contentType = 'application/json', accept = 'application/json' }: RequestOptions,
  signal: AbortSignal | undefined,
): Promise<IncomingMessage> {
  const target = new URL(base.pathname.replace(/\/$/, '') + path, base)
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) target.searchParams.set(name, value)
  const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body))
  const agent = connection.agentFor(certificate)
  return new Promise((resolve, reject) => {
    const call = httpsRequest(target, {
      method,
      agent,
      signal,
      headers: {
        accept,
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

async function* readLines(response: IncomingMessage): AsyncGenerator<readonly string[]> {
  let rest = ''
  response.setEncoding('utf8')
  for await (const chunk of response as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop()!
    if (rest.length > answerLimit) throw new Error(`a line of the answer is larger than ${answerLimit} bytes`)
    if (lines.length > 0) yield lines
  }
  if (rest !== '') yield [rest]
}
