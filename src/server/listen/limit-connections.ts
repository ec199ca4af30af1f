/** Bounds the connections of a server so that one address cannot keep others out. */
import type { Server, Socket } from 'node:net'

/** How many connections a server of ours has at once. */
export const mostConnections = 4096

/**
 * When there are `most`, the address that holds the most gives up its oldest for a newcomer of another. A newcomer of
 * its own takes the place of one that has said nothing yet, if there is one among its oldest.
 */
export function limitConnections(server: Server, most: number): void {
  const byAddress = new Map<string, Set<Socket>>()
  let count = 0
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? ''
    if (count >= most) {
      const [crowded, those] = largest(byAddress)
      const leaving = crowded === address ? oldestSilent(those) : those.values().next().value
      if (leaving === undefined) return void socket.destroy()
      leaving.destroy()
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

/** How many are looked at for each newcomer. */
const looked = 64

const oldestSilent = (those: Set<Socket>): Socket | undefined =>
  those
    .values()
    .take(looked)
    .find(({ bytesRead, destroyed }) => bytesRead === 0 && !destroyed)
