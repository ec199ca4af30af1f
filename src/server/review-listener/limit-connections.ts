/** Bounds the connections of a server so that one address cannot keep others out. */
import type { Server, Socket } from 'node:net'

/** When there are `most`, the address that holds the most gives up its oldest for a newcomer of another. */
export function limitConnections(server: Server, most: number): void {
  const byAddress = new Map<string, Set<Socket>>()
  let count = 0
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? ''
    if (count >= most) {
      const [crowded, those] = largest(byAddress)
      if (crowded === address) return void socket.destroy()
      for (const oldest of those) {
        oldest.destroy()
        break
      }
    }
    count++
    const those = byAddress.get(address) ?? new Set()
    byAddress.set(address, those.add(socket))
    socket.once('close', () => {
      count--
      those.delete(socket)
      if (those.size === 0) byAddress.delete(address)
    })
  })
}

function largest(byAddress: ReadonlyMap<string, Set<Socket>>): readonly [string, Set<Socket>] {
  let found: readonly [string, Set<Socket>] = ['', new Set()]
  for (const entry of byAddress) if (entry[1].size > found[1].size) found = entry
  return found
}
