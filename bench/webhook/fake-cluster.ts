/** An API server in a process of its own that knows only ServiceAccounts: streamed lists, pages, watches and single ones. Arguments: folder with its certificate, number of accounts. */
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { accountAt, indexOfName, placeOf } from './accounts.ts'

const [folder, count] = [process.argv[2]!, Number(process.argv[3])]
const listVersion = String(1000 + count)

/** A real one writes and flushes event by event, so each is an HTTP chunk of its own. */
const asChunk = (event: object): string => {
  const line = `${JSON.stringify(event)}\n`
  return `${Buffer.byteLength(line).toString(16)}\r\n${line}\r\n`
}

const bookmark = {
  type: 'BOOKMARK',
  object: {
    kind: 'ServiceAccount',
    apiVersion: 'v1',
    metadata: {
      resourceVersion: listVersion,
      creationTimestamp: null,
      annotations: { 'k8s.io/initial-events-end': 'true' },
    },
  },
}

/** Made beforehand, so that the time of a list is the time of its reader. */
const streamed = Buffer.concat(
  Array.from({ length: Math.ceil(count / 500) + 1 }, (_, page) =>
    Buffer.from(
      page * 500 < count
        ? Array.from({ length: Math.min(500, count - page * 500) }, (__, at) =>
            asChunk({ type: 'ADDED', object: typed(accountAt(page * 500 + at)) }),
          ).join('')
        : asChunk(bookmark),
    ),
  ),
)

function typed(account: object): object {
  return { kind: 'ServiceAccount', apiVersion: 'v1', ...account }
}

const server = createServer(
  { key: readFileSync(join(folder, 'tls.key')), cert: readFileSync(join(folder, 'tls.crt')) },
  answer,
)
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'https://cluster')
  const match = /^\/api\/v1(?:\/namespaces\/([^/]+))?\/serviceaccounts(?:\/([^/]+))?$/.exec(pathname)
  if (request.method !== 'GET' || match === null) return send(response, 404, notFound)
  const [, namespace, name] = match
  if (name !== undefined) return sendOne(response, namespace ?? '', name)
  if (searchParams.get('watch') === null) return sendPage(response, searchParams)
  response.writeHead(200, { 'content-type': 'application/json', 'transfer-encoding': 'chunked' })
  response.flushHeaders()
  if (searchParams.get('sendInitialEvents') === 'true') response.socket!.write(streamed)
}

function sendOne(response: ServerResponse, namespace: string, name: string): void {
  const index = indexOfName(name)
  const known = index < count && placeOf(index).name === name && placeOf(index).namespace === namespace
  send(response, known ? 200 : 404, known ? typed(accountAt(index)) : notFound)
}

function sendPage(response: ServerResponse, query: URLSearchParams): void {
  const from = Number(query.get('continue') ?? 0)
  const end = Math.min(count, from + Number(query.get('limit') ?? count))
  send(response, 200, {
    kind: 'ServiceAccountList',
    apiVersion: 'v1',
    metadata: { resourceVersion: listVersion, ...(end < count && { continue: String(end) }) },
    items: Array.from({ length: end - from }, (_, at) => accountAt(from + at)),
  })
}

const notFound = {
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: 'not found',
  reason: 'NotFound',
  code: 404,
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}
