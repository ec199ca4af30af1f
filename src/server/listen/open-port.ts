/** Binds a server to a port, and closes it without cutting off requests in flight. */
import type { AddressInfo, Server, Socket } from 'node:net'
import { limitConnections, mostConnections } from './limit-connections.ts'
import { sayCloseOf, type Answering } from './say-close.ts'

export interface Address {
  readonly host: string
  /** 0 asks for any free port. */
  readonly port: number
}

export interface OpenPort extends Address {
  /**
   * Takes no new connections, lets requests in flight finish for at most `grace` milliseconds, then cuts the rest.
   * For the first `linger` of them connections without a request are left open too: one may be on its way.
   */
  close(grace: number, linger?: number): Promise<void>
}

/** A port that cannot be had, in words for people. */
export class PortUnavailable extends Error {}

interface HttpLike extends Partial<Answering> {
  close(): unknown
  closeIdleConnections(): void
  closeAllConnections(): void
}

/** `http` are the servers that answer on the connections: `server` itself, or those to which it hands them over. */
export async function openPort(
  server: Server,
  address: Address,
  http: readonly HttpLike[],
  most = mostConnections,
): Promise<OpenPort> {
  const sockets = new Set<Socket>()
  limitConnections(server, most)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const sayClose = http.map((each) => (canAnswer(each) ? sayCloseOf(each) : () => undefined))
  await listen(server, address)
  const { port } = server.address() as AddressInfo
  return {
    host: address.host,
    port,
    close: async (grace, linger = 0) => {
      for (const say of sayClose) say()
      await seeWhatArrived()
      await close(server, sockets, http, { grace, linger })
    },
  }
}

const canAnswer = (each: HttpLike): each is HttpLike & Answering => each.prependListener !== undefined

function listen(server: Server, { host, port }: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new PortUnavailable(explain(error, host, port), { cause: error })),
    )
    server.listen({ host, port }, resolve)
  })
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): string {
  const address = `${host}:${port}`
  switch (error.code) {
    case 'EADDRINUSE':
      return `port ${address} is taken by another program; choose one with --listen HOST:PORT`
    case 'EACCES':
      return `no permission to listen on ${address}`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine`
    default:
      return `cannot listen on ${address}: ${error.message}`
  }
}

interface Patience {
  readonly grace: number
  readonly linger: number
}

async function close(
  server: Server,
  sockets: Set<Socket>,
  http: readonly HttpLike[],
  { grace, linger }: Patience,
): Promise<void> {
  const lingersUntil = performance.now() + linger
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const closeIdle = async (): Promise<void> => {
    await seeWhatArrived()
    if (performance.now() >= lingersUntil) for (const each of http) each.closeIdleConnections()
  }
  void closeIdle()
  const sweep = setInterval(() => void closeIdle(), 50)
  const cut = setTimeout(() => {
    for (const each of http) each.closeAllConnections()
    for (const socket of sockets) socket.destroy()
  }, grace)
  await closed
  for (const each of http) each.close()
  clearInterval(sweep)
  clearTimeout(cut)
}

/**
 * A whole turn of the event loop, in which connections that wait are taken and requests that lie there are read.
 * A busy process would else reset them unseen.
 */
const seeWhatArrived = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(() => setImmediate(resolve))
  })
