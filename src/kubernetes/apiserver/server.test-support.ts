/** A cluster in memory and a way to talk to its handler, for tests. */
import { createHash, randomBytes } from 'node:crypto'
import type { Handler, HttpResponse } from '../../kit/index.ts'
import { createMemoryStore } from '../../store/index.ts'
import type { Store } from '../../store/index.ts'
import type { JsonObject } from '../api/index.ts'
import type { ApiServerNeeds, TokenOrder } from './needs.ts'
import { prepareCluster } from './prepare-cluster.ts'
import { createApiServer } from './server.ts'

export const now = Date.parse('2026-11-21T12:00:00Z')

export interface Answer {
  readonly status: number
  readonly headers: HttpResponse['headers']
  readonly body: JsonObject
  readonly text: string
}

export interface TestCluster {
  readonly handler: Handler
  readonly store: Store
  readonly orders: readonly TokenOrder[]
  readonly send: (method: string, target: string, options?: SendOptions) => Promise<Answer>
}

export interface SendOptions {
  readonly body?: unknown
  /** In place of a body that is a text or becomes one. */
  readonly bytes?: Uint8Array
  readonly type?: string
  readonly token?: string
  readonly headers?: Readonly<Record<string, readonly string[]>>
  /** DER */
  readonly clientCertificate?: Uint8Array
}

export const digest = (token: string): string => createHash('sha256').update(token).digest('hex')

export async function createTestCluster(more: Partial<ApiServerNeeds> = {}): Promise<TestCluster> {
  const store = more.store ?? createMemoryStore()
  const orders: TokenOrder[] = []
  const needs: ApiServerNeeds = {
    cluster: 'test',
    store,
    now: () => now,
    random: randomBytes,
    apiAudiences: ['https://kubernetes.default.svc'],
    mintToken: (order) => {
      orders.push(order)
      return Promise.resolve({ token: 'header.claims.signature', issuedAt: now })
    },
    credentials: [
      { tokenSha256: digest('admin'), user: { username: 'admin', uid: 'admin', groups: ['system:masters'] } },
      { tokenSha256: digest('webhook'), user: { username: 'webhook' } },
    ],
    grants: [{ subject: 'webhook', verbs: ['get', 'list', 'watch'], resources: ['serviceaccounts'] }],
    ...more,
  }
  await prepareCluster(needs)
  const handler = createApiServer(needs)
  return { handler, store, orders, send: (method, target, options) => send(handler, method, target, options) }
}

export const requestOf = (
  method: string,
  target: string,
  { body, bytes, type, token = 'admin', headers = {}, clientCertificate }: SendOptions = {},
  signal: AbortSignal = new AbortController().signal,
) => {
  const text = typeof body === 'string' || body === undefined ? (body ?? '') : JSON.stringify(body)
  return {
    method,
    target,
    headers: {
      ...(token !== '' && { authorization: [`Bearer ${token}`] }),
      ...(body !== undefined && { 'content-type': [type ?? 'application/json'] }),
      ...headers,
    },
    body: (async function* () {
      yield bytes ?? Buffer.from(text)
    })(),
    peer: {
      address: '127.0.0.1',
      ...(clientCertificate !== undefined && { tls: { version: '', cipher: '', clientCertificate } }),
    },
    signal,
  }
}

async function send(
  handler: Handler,
  method: string,
  target: string,
  options?: SendOptions,
): Promise<Answer> {
  const response = await handler(requestOf(method, target, options))
  const chunks: Uint8Array[] = []
  if (typeof response.body === 'string') chunks.push(Buffer.from(response.body))
  else if (response.body instanceof Uint8Array) chunks.push(response.body)
  else for await (const chunk of response.body ?? []) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  const isObject = text.startsWith('{') && !text.trimEnd().includes('\n')
  return {
    status: response.status,
    headers: response.headers,
    body: isObject ? (JSON.parse(text) as JsonObject) : {},
    text,
  }
}
