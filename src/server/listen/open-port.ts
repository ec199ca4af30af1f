/** Binds a server to a port, and closes it without cutting off requests in flight. */
import type { AddressInfo, Server, Socket } from 'node:net'

export interface Address {
  readonly host: string
  /** 0 asks for any free port. */
  readonly port: number
}

export interface OpenPort extends Address {
  /** Takes no new connections, lets requests in flight finish for at most `grace` milliseconds, then cuts the rest. */
  close(grace: number): Promise<void>
}

/** A port that cannot be had, in words for people. */
export class PortUnavailable extends Error {}

interface HttpLike {
  close(): unknown
  closeIdleConnections(): void
  closeAllConnections(): void
}

/** `http` are the servers that answer on the connections, when they are not `server` itself. */
export async function openPort(
  server: Server,
  address: Address,
  http: readonly HttpLike[],
): Promise<OpenPort> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await listen(server, address)
  const { port } = server.address() as AddressInfo
  return { host: address.host, port, close: (grace) => close(server, sockets, http, grace) }
}

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

async function close(
  server: Server,
  sockets: Set<Socket>,
  http: readonly HttpLike[],
  grace: number,
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  for (const each of http) each.closeIdleConnections()
  const sweep = setInterval(() => http.forEach((each) => each.closeIdleConnections()), 50)
  const cut = setTimeout(() => {
    for (const each of http) each.closeAllConnections()
    for (const socket of sockets) socket.destroy()
  }, grace)
  await closed
  for (const each of http) each.close()
  clearInterval(sweep)
  clearTimeout(cut)
}
