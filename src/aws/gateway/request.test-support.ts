/** Requests as clients of the gateway make them: signed in each way, or changed on their way. */
import { createHmac, hash } from 'node:crypto'
import type { HttpRequest } from '../../kit/index.ts'
import {
  presignRequest,
  type SigningIdentity,
  signRequest,
  stringToSignV2,
  unsignedPayload,
} from '../../sigv4/index.ts'
import { keys, now, secretOf } from './callers.test-support.ts'

export interface SigningPlan {
  readonly as?: string
  readonly service?: string
  readonly region?: string
  readonly secondsAgo?: number
  readonly via?: 'header' | 'query' | 'query-v2'
  readonly expires?: number
  readonly secret?: string
  readonly token?: string
  readonly payloadHash?: string
  /** Replaces text in the Authorization header or the query once all is signed. */
  readonly replace?: Readonly<Record<string, string>>
}

export interface RequestPlan {
  readonly method?: string
  readonly path?: string
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Added after signing. */
  readonly lateHeaders?: Readonly<Record<string, string>>
  readonly form?: Readonly<Record<string, string>>
  readonly body?: string
  readonly sign?: SigningPlan
  readonly tls?: boolean
}

export function makeRequest(plan: RequestPlan): HttpRequest {
  const { method = plan.form === undefined ? 'GET' : 'POST', path = '/', query = '', form, sign } = plan
  const body = Buffer.from(form === undefined ? (plan.body ?? '') : new URLSearchParams(form).toString())
  const headers: Record<string, readonly string[]> = { host: ['127.0.0.1:4566'], 'user-agent': ['test/1.0'] }
  if (form !== undefined) headers['content-type'] = ['application/x-www-form-urlencoded; charset=utf-8']
  if (body.length > 0) headers['content-length'] = [String(body.length)]
  for (const [name, value] of Object.entries(plan.headers ?? {})) headers[name] = [value]
  const signed =
    sign === undefined ? { headers, query } : signPlan({ method, path, query, headers }, body, sign)
  for (const [name, value] of Object.entries(plan.lateHeaders ?? {})) signed.headers[name] = [value]
  return {
    method,
    target: signed.query === '' ? path : `${path}?${signed.query}`,
    headers: signed.headers,
    body: inPieces(body),
    peer: {
      address: '::ffff:192.0.2.7',
      ...(plan.tls === true && { tls: { version: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' } }),
    },
    signal: new AbortController().signal,
  }
}

function signPlan(
  request: { method: string; path: string; query: string; headers: Record<string, readonly string[]> },
  body: Uint8Array,
  plan: SigningPlan,
): { headers: Record<string, readonly string[]>; query: string } {
  const name = plan.as ?? 'alice'
  const accessKeyId = keys[name] ?? name
  const service = plan.service ?? 'sts'
  const s3 = service === 's3'
  const bodyHash = hash('sha256', body, 'hex')
  const options = {
    identity: {
      accessKeyId,
      secretAccessKey: plan.secret ?? secretOf(accessKeyId),
      sessionToken: plan.token ?? (accessKeyId.startsWith('ASIA') ? `token of ${name}` : undefined),
    },
    region: plan.region ?? 'us-east-1',
    service,
    now: now - (plan.secondsAgo ?? 0) * 1000,
    payloadHash: plan.payloadHash ?? (s3 && plan.via === 'query' ? unsignedPayload : bodyHash),
    pathStyle: s3 ? ('as-sent' as const) : ('normalized' as const),
  }
  if (options.identity.sessionToken === '') options.identity.sessionToken = undefined
  const replaced = (text: string): string =>
    Object.entries(plan.replace ?? {}).reduce((all, [from, to]) => all.replace(from, to), text)
  if (plan.via === 'query-v2')
    return signOlder(request, options.identity, options.now + (plan.expires ?? 60) * 1000, replaced)
  if (plan.via === 'query') {
    const { 'user-agent': agent, ...signing } = request.headers
    const query = presignRequest(
      { ...request, headers: signing },
      { ...options, expiresInSeconds: plan.expires ?? 60 },
    )
    return { headers: { ...signing, 'user-agent': agent! }, query: replaced(query) }
  }
  const headers = { ...signRequest(request, { ...options, sendPayloadHash: s3 }) }
  headers['authorization'] = [replaced(headers['authorization']![0]!)]
  return { headers, query: request.query }
}

function signOlder(
  request: { method: string; path: string; query: string; headers: Record<string, readonly string[]> },
  { accessKeyId, secretAccessKey, sessionToken }: SigningIdentity,
  until: number,
  replaced: (text: string) => string,
): { headers: Record<string, readonly string[]>; query: string } {
  const expires = String(until / 1000)
  const own: Record<string, string> =
    sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }
  const added = new URLSearchParams({ AWSAccessKeyId: accessKeyId, Expires: expires, ...own }).toString()
  const query = request.query === '' ? added : `${request.query}&${added}`
  const toSign = stringToSignV2({ ...request, query }, expires)
  const signature = createHmac('sha1', secretAccessKey).update(toSign).digest('base64')
  return { headers: request.headers, query: replaced(`${query}&Signature=${encodeURIComponent(signature)}`) }
}

async function* inPieces(body: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.length; at += 1000) yield body.subarray(at, at + 1000)
}
