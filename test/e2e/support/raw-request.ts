/** Sends requests byte for byte as a case wants them, signed as it wants them, and reads what comes back. */
import { createHash } from 'node:crypto'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { presignRequest, signRequest } from '../../../src/sigv4/index.ts'
import type { Credentials } from './installation.ts'

export interface RawRequest {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
}

export interface RawAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface SigningWish {
  readonly service: string
  readonly region?: string
  /** How long ago it says that it was signed. */
  readonly secondsAgo?: number
  /** Signs by the query, good for so many seconds. */
  readonly presign?: number
  readonly payloadHash?: string
}

export const hash = (body: string | Buffer): string => createHash('sha256').update(body).digest('hex')

export function signRaw(request: RawRequest, credentials: Credentials, wish: SigningWish): RawRequest {
  const { service, region = 'us-east-1', secondsAgo = 0 } = wish
  const s3 = service === 's3'
  const options = {
    identity: credentials,
    region,
    service,
    now: Date.now() - secondsAgo * 1000,
    payloadHash:
      wish.payloadHash ?? (s3 && wish.presign !== undefined ? 'UNSIGNED-PAYLOAD' : hash(request.body)),
    pathStyle: s3 ? ('as-sent' as const) : ('normalized' as const),
  }
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, [value]]))
  const signable = { method: request.method, path: request.path, query: request.query, headers }
  if (wish.presign !== undefined)
    return { ...request, query: presignRequest(signable, { ...options, expiresInSeconds: wish.presign }) }
  const signed = signRequest(signable, { ...options, sendPayloadHash: s3 })
  return {
    ...request,
    headers: Object.fromEntries(Object.entries(signed).map(([name, values]) => [name, values.join(',')])),
  }
}

export function sendRaw(endpoint: string, request: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(endpoint)
  const { method, path, query, headers, body } = request
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      { hostname, port, method, path: query === '' ? path : `${path}?${query}`, headers, agent: false },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.once('error', reject)
        response.once('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        )
      },
    )
    sent.once('error', reject)
    sent.end(body)
  })
}

/** What a raw answer refuses, as `STATUS CODE: MESSAGE`, read from either of AWS's forms. */
export function refusalOf({ status, headers, body }: RawAnswer): string {
  const type = headers['x-amzn-errortype'] ?? headers['x-amzn-query-error']
  if (body.startsWith('{')) {
    const { __type: named, message, Message } = JSON.parse(body) as Record<string, string | undefined>
    const code = String(type ?? named ?? '').replace(/^.*#|[:;].*$/g, '')
    return `${status} ${code}: ${message ?? Message ?? ''}`
  }
  return `${status} ${elementOf(body, 'Code')}: ${elementOf(body, 'Message')}`
}

const elementOf = (xml: string, name: string): string =>
  unescape(new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '')

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

const unescape = (text: string): string =>
  text
    .replaceAll(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll(/&([a-z]+);/g, (text, name: string) => entities[name] ?? text)
