/** Two connections that carry each other's bytes until one of them ends. */
import type { Duplex } from 'node:stream'

export function tunnel(client: Duplex, kubelet: Duplex): void {
  for (const [from, to] of [
    [client, kubelet],
    [kubelet, client],
  ] as const) {
    from.on('error', () => to.destroy())
    from.once('close', () => to.destroy())
    from.pipe(to)
  }
}
