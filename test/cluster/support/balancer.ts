/** A TCP balancer before replicas, as kube-proxy is: new connections go to those that were ready a moment ago, old ones stay where they are. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface Balancer {
  readonly port: number
  /** Where new connections go, until told otherwise. */
  use(ports: readonly number[]): void
  /** Breaks all connections, and refuses new ones until `use` is called again. */
  cut(): void
  close(): Promise<void>
}

export async function openBalancer(ports: readonly number[] = []): Promise<Balancer> {
  const sockets = new Set<Socket>()
  let targets = ports
  let turn = 0
  const keep = (socket: Socket): Socket => {
    sockets.add(socket)
    return socket.once('close', () => sockets.delete(socket)).on('error', () => undefined)
  }
  const server = createServer({ noDelay: true }, (client) => {
    const port = targets[turn++ % Math.max(1, targets.length)]
    keep(client)
    if (port === undefined) return void client.resetAndDestroy()
    const target = keep(connect({ host: '127.0.0.1', port, noDelay: true }))
    client.pipe(target)
    target.pipe(client)
    client.once('close', () => target.destroy())
    target.once('close', () => client.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = (): void => {
    targets = []
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    use: (chosen) => (targets = chosen),
    cut,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      cut()
      await closed
    },
  }
}
