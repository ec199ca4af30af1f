/** Serves every issuer's discovery document and key list, own and copied, told apart by host and path. Knows nothing of TLS. */
import { type Clock, type Handler, headerOf, type HttpResponse, splitTarget } from '../../kit/index.ts'
import type { Store } from '../../store/index.ts'
import {
  discoveryDocument,
  issuerCacheControl,
  type IssuerDocument,
  jwksDocument,
  publishedKeysOf,
} from '../../token/index.ts'
import { discoverySuffix, jwksSuffix, jwksUriOf } from './issuer-url.ts'
import { findByDocument } from './lookup.ts'
import type { Mirrors } from './mirrors.ts'
import type { IssuerRecord } from './model.ts'

interface HandlerNeeds {
  readonly store: Store
  readonly clock: Clock
  readonly mirrors: Pick<Mirrors, 'documentAt'>
  /** Seconds. */
  readonly maxAge: number
}

export const createIssuerHandler =
  (needs: HandlerNeeds): Handler =>
  (request) =>
    Promise.resolve(answer(needs, request))

function answer(
  { store, clock, mirrors, maxAge }: HandlerNeeds,
  request: Parameters<Handler>[0],
): HttpResponse {
  const host = (headerOf(request, 'host') ?? '').toLowerCase().replace(/:\d*$/, '')
  const { path } = splitTarget(request.target)
  const record = findByDocument(store, `${host}${path}`)
  const document =
    record === undefined ? mirrors.documentAt(`${host}${path}`) : documentAt(path, record, clock())
  if (document === undefined) return plain(404, 'not found', {})
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return plain(405, 'method not allowed', { allow: 'GET, HEAD' })

  const headers = {
    'content-type': document.contentType,
    'cache-control': issuerCacheControl(maxAge),
    'content-length': String(Buffer.byteLength(document.body)),
  }
  return request.method === 'HEAD' ? { status: 200, headers } : { status: 200, headers, body: document.body }
}

function documentAt(path: string, record: IssuerRecord, now: number): IssuerDocument | undefined {
  if (path.endsWith(discoverySuffix))
    return discoveryDocument({ issuer: record.url, jwksUri: jwksUriOf(record.url) })
  if (path.endsWith(jwksSuffix))
    return jwksDocument(publishedKeysOf(record.keys, now).map((key) => key.publicJwk))
  return undefined
}

const plain = (status: number, text: string, headers: Readonly<Record<string, string>>): HttpResponse => ({
  status,
  headers: { ...headers, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  body: `${text}\n`,
})
