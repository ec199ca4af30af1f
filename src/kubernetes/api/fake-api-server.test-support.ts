/** An API server for tests of races: any object by its path, list, watch, streamed lists, and a hand on every request. */
import { createServer, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { makeRoot, makeServerCertificate, newKey } from '../../kit/index.ts'
import { applyJsonPatch } from './apply-json-patch.ts'
import { applyMergePatch } from './apply-merge-patch.ts'
import { createClient, type ClientFacts, type KubernetesClient } from './client.ts'
import { isObject, objectOf, valueAt, type JsonObject } from './json.ts'

export interface FakeRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly authorization: string | undefined
}

export interface FakeApiServer {
  readonly url: string
  readonly ca: string
  readonly client: KubernetesClient
  readonly clientWith: (facts: Partial<ClientFacts>) => KubernetesClient
  readonly requests: FakeRequest[]
  /** Comes before every answer; what it returns is the answer. */
  onRequest: (request: FakeRequest) => Promise<{ code: number; body?: JsonObject } | undefined> | undefined
  /** Whether lists are streamed. */
  streamsLists: boolean
  /** Whether watches hear of changes; held ones are told at the release. */
  holdEvents: boolean
  readonly put: (path: string, object: JsonObject) => JsonObject
  readonly remove: (path: string) => void
  readonly get: (path: string) => JsonObject | undefined
  readonly version: () => number
  readonly bookmark: () => void
  readonly releaseEvents: () => void
  /** Ends every watch; a version from before can no longer be watched from when `compacted`. */
  readonly cutWatches: (compacted?: boolean) => void
  readonly watches: () => number
  /** Lets nobody in until it is called again with false. */
  readonly refuseConnections: (refuse: boolean) => void
}

interface Watch {
  readonly collection: string
  readonly name: string | null
  readonly response: ServerResponse
}

interface Change {
  readonly version: number
  readonly type: string
  readonly path: string
  readonly object: JsonObject
}

/** One CA for all fake servers of a test file: making one takes a while. */
let authority: Promise<{ ca: string; key: string; cert: string }> | undefined

async function issue(): Promise<{ ca: string; key: string; cert: string }> {
  const key = newKey()
  const now = Date.now()
  const ca = await makeRoot({ key, commonName: 'fake API server', now })
  const leaf = await makeServerCertificate(
    { key, certificate: ca },
    { names: ['localhost'], ips: ['127.0.0.1'] },
    now,
  )
  return { ca, ...leaf }
}

export async function startFakeApiServer(context: Pick<TestContext, 'after'>): Promise<FakeApiServer> {
  const { ca, key, cert } = await (authority ??= issue())
  const objects = new Map<string, JsonObject>()
  const history: Change[] = []
  const watches = new Set<Watch>()
  const sockets = new Set<Socket>()
  const clients: KubernetesClient[] = []
  let version = 100
  let oldest = 0
  let refusing = false
  let held: Change[] = []

  const send = (watch: Watch, { type, path, object }: Change): void => {
    if (collectionOf(path) !== watch.collection && watch.collection !== collectionOf(path, true)) return
    if (watch.name !== null && nameOf(path) !== watch.name) return
    watch.response.write(`${JSON.stringify({ type, object })}\n`)
  }
  const tell = (change: Change): void => {
    history.push(change)
    if (fake.holdEvents) held.push(change)
    else for (const watch of watches) send(watch, change)
  }
  const store = (path: string, object: JsonObject): JsonObject => {
    const known = objects.get(path)
    const stored = {
      ...object,
      metadata: { ...objectOf(object['metadata']), resourceVersion: String(++version) },
    }
    objects.set(path, stored)
    tell({ version, type: known === undefined ? 'ADDED' : 'MODIFIED', path, object: stored })
    return stored
  }
  const remove = (path: string): void => {
    const known = objects.get(path)
    if (known === undefined) return
    objects.delete(path)
    const object = {
      ...known,
      metadata: { ...objectOf(known['metadata']), resourceVersion: String(++version) },
    }
    tell({ version, type: 'DELETED', path, object })
  }
  const members = (collection: string, name: string | null): [string, JsonObject][] =>
    [...objects].filter(
      ([path]) =>
        (collectionOf(path) === collection || collectionOf(path, true) === collection) &&
        (name === null || nameOf(path) === name),
    )

  const watch = (request: FakeRequest, response: ServerResponse): void => {
    const { query, path } = request
    const initial = query.get('sendInitialEvents') === 'true'
    if (initial && !fake.streamsLists)
      return refuse(response, 422, 'Invalid', 'sendInitialEvents is forbidden')
    const since = Number(query.get('resourceVersion') ?? 0)
    if (!initial && since < oldest) return refuse(response, 410, 'Expired', 'too old resource version')
    response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders()
    const opened: Watch = { collection: path, name: selectedName(query), response }
    if (initial) {
      let text = ''
      for (const [, object] of members(path, opened.name)) {
        text += `${JSON.stringify({ type: 'ADDED', object })}\n`
        if (text.length > 65_536) {
          response.write(text)
          text = ''
        }
      }
      response.write(text + bookmarkLine(version, true))
    } else for (const change of history) if (change.version > since) send(opened, change)
    watches.add(opened)
    response.once('close', () => watches.delete(opened))
  }

  const list = ({ query, path }: FakeRequest, response: ServerResponse): void => {
    const all = members(path, selectedName(query)).map(([, object]) => object)
    const [from, limit] = [Number(query.get('continue') ?? 0), Number(query.get('limit') ?? all.length)]
    const more = from + limit < all.length && limit > 0
    answer(response, 200, {
      kind: 'List',
      metadata: { resourceVersion: String(version), ...(more && { continue: String(from + limit) }) },
      items: limit > 0 ? all.slice(from, from + limit) : all,
    })
  }

  const write = (request: FakeRequest, type: string, body: unknown, response: ServerResponse): void => {
    const { method, path } = request
    if (method === 'POST') {
      const name = String(valueAt(body, 'metadata', 'name'))
      if (objects.has(`${path}/${name}`))
        return refuse(response, 409, 'AlreadyExists', `\`${name}\` already exists`)
      return answer(response, 201, store(`${path}/${name}`, objectOf(body)))
    }
    const known = objects.get(path)
    if (type.includes('apply-patch')) {
      const applied = applyMergePatch(known ?? {}, body)
      return answer(response, known === undefined ? 201 : 200, store(path, objectOf(applied)))
    }
    if (known === undefined) return refuse(response, 404, 'NotFound', `\`${nameOf(path)}\` not found`)
    if (method === 'DELETE') {
      remove(path)
      return answer(response, 200, known)
    }
    const wanted = type.includes('json-patch')
      ? applyJsonPatch(known, body)
      : { ok: true as const, value: method === 'PUT' ? body : applyMergePatch(known, body) }
    if (!wanted.ok || !isObject(wanted.value))
      return refuse(response, 422, 'Invalid', 'the patch does not apply')
    const expected = valueAt(wanted.value, 'metadata', 'resourceVersion')
    if (expected !== undefined && expected !== valueAt(known, 'metadata', 'resourceVersion'))
      return refuse(response, 409, 'Conflict', 'the object has been modified')
    answer(response, 200, store(path, wanted.value))
  }

  const server = createHttpsServer({ key, cert }, (incoming, response) => {
    const url = new URL(incoming.url ?? '/', 'https://fake')
    const request: FakeRequest = {
      method: incoming.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      authorization: incoming.headers.authorization,
    }
    fake.requests.push(request)
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      void (async () => {
        const own = await fake.onRequest(request)
        if (own !== undefined)
          return answer(response, own.code, own.body ?? statusOf(own.code, '', 'as told'))
        if (request.method !== 'GET')
          return write(
            request,
            incoming.headers['content-type'] ?? '',
            JSON.parse(Buffer.concat(chunks).toString() || 'null'),
            response,
          )
        if (isCollection(request.path))
          return request.query.get('watch') === 'true' ? watch(request, response) : list(request, response)
        const known = objects.get(request.path)
        return known === undefined
          ? refuse(response, 404, 'NotFound', `\`${nameOf(request.path)}\` not found`)
          : answer(response, 200, known)
      })()
    })
  })
  server.on('connection', (socket: Socket) => {
    if (refusing) return void socket.destroy()
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  const clientWith = (facts: Partial<ClientFacts>): KubernetesClient => {
    const client = createClient({ server: url, ca, ...facts })
    clients.push(client)
    return client
  }
  const fake: FakeApiServer = {
    url,
    ca,
    client: clientWith({}),
    clientWith,
    requests: [],
    onRequest: () => undefined,
    streamsLists: true,
    holdEvents: false,
    put: store,
    remove,
    get: (path) => objects.get(path),
    version: () => version,
    bookmark: () => {
      for (const { response } of watches) response.write(bookmarkLine(version, false))
    },
    releaseEvents: () => {
      fake.holdEvents = false
      for (const change of held) for (const each of watches) send(each, change)
      held = []
    },
    cutWatches: (compacted = false) => {
      if (compacted) oldest = ++version
      for (const { response } of watches) response.end()
      watches.clear()
    },
    watches: () => watches.size,
    refuseConnections: (refuse) => {
      refusing = refuse
      if (refuse) for (const socket of sockets) socket.destroy()
    },
  }
  context.after(() => {
    for (const client of clients) client.close()
    server.close()
    server.closeAllConnections()
  })
  return fake
}

/** `/api/v1/namespaces/N/serviceaccounts` of an account, or across all namespaces `/api/v1/serviceaccounts`. */
function collectionOf(path: string, everywhere = false): string {
  const collection = path.slice(0, path.lastIndexOf('/'))
  return everywhere ? collection.replace(/\/namespaces\/[^/]+/, '') : collection
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

const plurals = [
  'namespaces',
  'pods',
  'serviceaccounts',
  'secrets',
  'configmaps',
  'events',
  'leases',
  'mutatingwebhookconfigurations',
  'clustertrustbundles',
]
const isCollection = (path: string): boolean => plurals.includes(nameOf(path))

const selectedName = (query: URLSearchParams): string | null =>
  /^metadata\.name=(.+)$/.exec(query.get('fieldSelector') ?? '')?.[1] ?? null

const bookmarkLine = (version: number, endsList: boolean): string =>
  `${JSON.stringify({
    type: 'BOOKMARK',
    object: {
      metadata: {
        resourceVersion: String(version),
        ...(endsList && { annotations: { 'k8s.io/initial-events-end': 'true' } }),
      },
    },
  })}\n`

const statusOf = (code: number, reason: string, message: string): JsonObject => ({
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  code,
  reason,
  message,
})

const refuse = (response: ServerResponse, code: number, reason: string, message: string): void =>
  answer(response, code, statusOf(code, reason, message))

function answer(response: ServerResponse, code: number, body: JsonObject): void {
  const text = JSON.stringify(body)
  response
    .writeHead(code, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    .end(text)
}

/** A proxy that opens tunnels, and what was asked of it. */
export async function startFakeProxy(context: TestContext): Promise<{ url: string; tunnels: string[] }> {
  const { connect } = await import('node:net')
  const tunnels: string[] = []
  const server = createServer()
  server.on('connect', (request, socket) => {
    tunnels.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim())
    const [host, port] = (request.url ?? '').split(':')
    const target = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      target.pipe(socket).pipe(target)
    })
    target.on('error', () => socket.destroy())
    socket.on('error', () => target.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  context.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://user:word@127.0.0.1:${(server.address() as AddressInfo).port}`, tunnels }
}

/** Resolves when the condition holds, rejects after five seconds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 5000
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
