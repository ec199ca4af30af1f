/** Answers what is no resource: health, version, discovery, OpenAPI. */
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { HttpRequest, HttpResponse } from '../../../kit/index.ts'
import { headerOf } from '../../../kit/index.ts'
import { methodNotAllowed } from '../api-error.ts'
import { json, text } from '../respond.ts'
import { aggregated, groups, plainDocuments } from './groups.ts'
import { openApiV2Answer, openApiV2Document, openApiV2Type } from './openapi-v2.ts'
import { openApiDocument, openApiIndex } from './openapi.ts'
import { version } from './version.ts'

export function servePath(request: HttpRequest, path: string): HttpResponse {
  const answer = answerFor(request, path.length > 1 ? path.replace(/\/$/, '') : path)
  if (answer === undefined) return text(404, '404 page not found\n')
  if (request.method !== 'GET' && request.method !== 'HEAD') throw methodNotAllowed()
  return answer
}

function answerFor(request: HttpRequest, path: string): HttpResponse | undefined {
  if (/^\/(healthz|livez|readyz)(\/ping)?$/.test(path)) return text(200, 'ok')
  if (path === '/version') return json(200, version)
  if (path === '/api' || path === '/apis') {
    const form = aggregatedForm(request)
    if (form !== undefined) return serveAggregated(request, path, form)
  }
  if (path === '/openapi/v2' && (headerOf(request, 'accept') ?? '').includes(openApiV2Type))
    return { status: 200, headers: { 'content-type': openApiV2Answer }, body: openApiV2Document() }
  if (path === '/openapi/v3') return json(200, openApiIndex())
  if (path.startsWith('/openapi/v3/')) {
    const document = openApiDocument(path.slice('/openapi/v3/'.length))
    return document === undefined ? undefined : serveText(request, document, 'application/json')
  }
  const document = Object.hasOwn(plainDocuments, path) ? plainDocuments[path] : undefined
  return document === undefined ? undefined : json(200, document)
}

/** The media type in which everything is wanted at once, where the client would rather have it so. */
function aggregatedForm(request: HttpRequest): string | undefined {
  const first = (headerOf(request, 'accept') ?? '')
    .split(',')
    .map((range) => range.trim())
    .find((range) => /as=APIGroupDiscoveryList/.test(range) && /v=v2(;|$)/.test(range))
  return first === undefined
    ? undefined
    : 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
}

function serveAggregated(request: HttpRequest, path: string, form: string): HttpResponse {
  const wanted = groups.filter((group) => (group === '') === (path === '/api'))
  return serveText(request, `${JSON.stringify(aggregated(wanted))}\n`, form)
}

/** With a tag by which a client knows that it has it already. */
function serveText(request: HttpRequest, body: string, type: string): HttpResponse {
  const etag = `"${createHash('sha512').update(body).digest('hex').toUpperCase()}"`
  const headers = { 'cache-control': 'public', etag, vary: 'Accept' }
  if (headerOf(request, 'if-none-match') === etag) return { status: 304, headers }
  const zips = body.length > 128 * 1024 && /\bgzip\b/.test(headerOf(request, 'accept-encoding') ?? '')
  return {
    status: 200,
    headers: { ...headers, 'content-type': type, ...(zips && { 'content-encoding': 'gzip' }) },
    body: zips ? gzipSync(body, { level: 1 }) : body,
  }
}
