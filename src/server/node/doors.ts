/** Ways out of a pod's network: what a pod says to an address is said to the same one outside. */
import { lookup } from 'node:dns/promises'
import { connect, isIP, type Socket } from 'node:net'
import type { PodDoor } from '../../kubernetes/node/index.ts'

export interface Target {
  readonly host: string
  readonly port: number
}

/** By a name, the pod finds it through its own file of hosts. */
export async function doorTo({ host, port }: Target): Promise<PodDoor> {
  const address = isIP(host) === 0 ? (await lookup(host, { family: 4 })).address : host
  return {
    host: address,
    port,
    names: isIP(host) === 0 && host !== 'localhost' ? [host] : [],
    onConnection: (socket) => passOn(socket, { host: address, port }),
  }
}

function passOn(from: Socket, target: Target): void {
  const to = connect({ ...target, noDelay: true })
  from.setNoDelay(true)
  const end = (): void => {
    from.destroy()
    to.destroy()
  }
  from.on('error', end)
  to.on('error', end)
  from.on('close', end)
  to.on('close', end)
  from.pipe(to)
  to.pipe(from)
}
