/** Starts a podpass: the data directory, the port, the state, the cloud and its clusters, in this order, and stops it in the other. */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { createServer as createHttp } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { join } from 'node:path'
import type { Handler } from '../kit/index.ts'
import { openSqliteStore, UnusableState, type Store } from '../store/index.ts'
import {
  createServerContexts,
  noRoots,
  openLocalCa,
  writeCaBundle,
  type LocalCa,
} from './certificates/index.ts'
import { createCloud } from './cloud/cloud.ts'
import { version, type ServerConfig } from './config.ts'
import { DataDirectoryUnusable, openDataDirectory, type DataDirectory } from './data-directory.ts'
import {
  caBundleFile,
  removeRuntime,
  writeRuntime,
  type AdminCredentials,
  type Runtime,
} from './installation.ts'
import { adapt } from './listen/adapt.ts'
import { openHttps, requestLimits } from './listen/https-listener.ts'
import { openPort, type Address, type OpenPort } from './listen/open-port.ts'
import { createSharedPort } from './listen/shared-port.ts'
import { openWrapKey } from './wrap-key.ts'

export interface RunningServer {
  readonly directory: string
  readonly runtime: Runtime
  readonly admin: AdminCredentials
  /** The operations that are served, by the model of their service. */
  readonly operations: ReadonlyMap<string, readonly string[]>
  /** Finishes requests in flight, closes the state and lets go of the directory. */
  stop(): Promise<void>
}

/** How long requests in flight may take when the server stops, in milliseconds. */
const grace = 10_000

/** How long a connection may stand still in the middle of a request or an answer, in milliseconds. */
const idleTimeout = 120_000
const handshakeTimeout = 10_000

const clock = Date.now
const random = randomBytes

export async function startServer(config: ServerConfig): Promise<RunningServer> {
  const opened: (() => Promise<void> | void)[] = []
  const closeAll = async (): Promise<void> => {
    for (const close of opened.splice(0).toReversed()) await close()
  }
  try {
    return await start(config, (close) => void opened.push(close), closeAll)
  } catch (error) {
    await closeAll()
    throw error
  }
}

async function start(
  config: ServerConfig,
  onClose: (close: () => Promise<void> | void) => void,
  stop: () => Promise<void>,
): Promise<RunningServer> {
  const data = openDataDirectory(config.dataDirectory)
  onClose(() => data.release())
  const listener = await openListener(data, config.listen)
  onClose(() => listener.port.close(grace))

  const secretWrap = openWrapKey(data.path, config.wrapKey, existsSync(data.stateFile))
  const store = await openStore(data)
  onClose(() => store.close())

  const { ca } = listener
  writeCaBundle({ path: caBundleFile(data.path), localCa: ca.certificate, clock })

  const facts = { config, data, store, secretWrap, clock, random, ca, endpoint: listener.endpoint, onFault }
  const cloud = await createCloud(facts)
  onClose(() => cloud.close())
  const issuer = await openHttps({
    handler: cloud.documents.handler,
    ca,
    clock,
    address: { host: '127.0.0.1', port: 0 },
    own: { names: ['localhost'], ips: ['127.0.0.1'] },
    servesHost: cloud.documents.servesHost,
    onFault,
  })
  onClose(() => issuer.close(grace))
  cloud.issuerListener.port = issuer.port
  await cloud.clusters.restore()
  onClose(() => cloud.clusters.close(grace))

  listener.serve(cloud.handler)
  // What is in flight needs all that was opened since, so this door is the first to close.
  onClose(() => listener.port.close(grace))
  const runtime: Runtime = {
    pid: process.pid,
    startedAt: new Date(clock()).toISOString(),
    version,
    endpoint: listener.endpoint,
    issuer: `127.0.0.1:${issuer.port}`,
  }
  onClose(() => removeRuntime(data.path))
  await writeRuntime(data.path, runtime)
  onClose(() => cloud.nodes.close())
  cloud.nodes.begin()
  return { directory: data.path, runtime, admin: cloud.admin, operations: cloud.operations, stop }
}

async function openStore({ stateFile }: DataDirectory): Promise<Store> {
  try {
    return await openSqliteStore({ file: stateFile })
  } catch (cause) {
    if (cause instanceof UnusableState) throw new DataDirectoryUnusable(cause.message, { cause })
    throw cause
  }
}

const caDirectory = (data: DataDirectory): string => join(data.path, 'ca')

interface Listener {
  readonly port: OpenPort
  readonly endpoint: string
  /** What its certificate is of. */
  readonly ca: LocalCa
  /** Answers with this handler from now on; requests that came before have waited for it. */
  serve(handler: Handler): void
}

/** Takes the port before anything is written, so that a taken one changes nothing. */
async function openListener(data: DataDirectory, address: Address): Promise<Listener> {
  let serve = (_handler: Handler): void => undefined
  const serving = new Promise<Handler>((resolve) => (serve = resolve))
  let handler: Handler = async (request) => (await serving)(request)
  const answer = adapt((request) => handler(request), onFault)
  const plain = createHttp(requestLimits, answer)
  const secure = createHttps({ ...requestLimits, ...noRoots, handshakeTimeout }, answer)
  for (const server of [plain, secure]) server.timeout = idleTimeout
  const port = await openPort(createSharedPort(plain, secure), address, [plain, secure])
  const { ca, stopRenewing } = await certify(secure, data, address).catch(async (error: unknown) => {
    await port.close(0)
    throw error
  })
  return {
    port: {
      ...port,
      close: async (milliseconds) => {
        stopRenewing()
        await port.close(milliseconds)
      },
    },
    endpoint: `http://${hostForClients(address.host)}:${port.port}`,
    ca,
    serve: (served) => {
      handler = served
      serve(served)
    },
  }
}

async function certify(
  secure: ReturnType<typeof createHttps>,
  data: DataDirectory,
  { host }: Address,
): Promise<{ readonly ca: LocalCa; readonly stopRenewing: () => void }> {
  mkdirSync(caDirectory(data), { recursive: true, mode: 0o700 })
  const ca = await openLocalCa({ directory: caDirectory(data), clock })
  const names = /^[\d.]+$|:/.test(host) ? [] : [host]
  const ips = names.length === 0 ? [host] : []
  const own = {
    names: [...new Set(['localhost', ...names])],
    ips: [...new Set(['127.0.0.1', '::1', ...ips])],
  }
  const contexts = await createServerContexts({ ca, clock, own, onFault })
  secure.setSecureContext({ key: contexts.options.key, cert: contexts.options.cert, ...noRoots })
  return { ca, stopRenewing: contexts.keepFresh(secure) }
}

/** An address that listens everywhere is reached at loopback. */
function hostForClients(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

/** What no client is told in detail. */
function onFault(fault: unknown): void {
  console.error(`fault: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`)
}
