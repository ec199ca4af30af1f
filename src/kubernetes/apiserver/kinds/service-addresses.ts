/** Draws what a Service gets of its own: an address, and ports on the nodes. */
import type { JsonObject } from '../../api/index.ts'
import { isObject, listOf, valueAt } from '../../api/index.ts'
import { internalError } from '../api-error.ts'
import type { KubernetesObject } from '../objects/objects.ts'
import type { Making } from './strategy.ts'

/** Where EKS puts services; the first address is the API server's own. */
const network = [10, 100] as const
export const apiServerAddress = '10.100.0.1'

/** 256 times the last numbers but those that stand for networks. */
const addresses = 256 * 253

const [firstPort, portCount] = [30_000, 2768] as const

export function freeAddress(services: readonly KubernetesObject[], { random }: Making): string {
  const taken = new Set(services.map((each) => valueAt(each, 'spec', 'clusterIP')))
  if (taken.size >= addresses) throw internalError('failed to allocate a serviceIP: range is full')
  for (;;) {
    const [third = 0, fourth = 0] = random(2)
    const address = [...network, third, fourth].join('.')
    if (fourth > 1 && fourth < 255 && !taken.has(address)) return address
  }
}

export function withNodePorts(
  spec: JsonObject,
  services: readonly KubernetesObject[],
  { random }: Making,
): JsonObject {
  const taken = new Set(
    services.flatMap((each) =>
      listOf(valueAt(each, 'spec', 'ports')).map((port) => valueAt(port, 'nodePort')),
    ),
  )
  const draw = (): number => {
    if (taken.size >= portCount) throw internalError('failed to allocate a nodePort: range is full')
    for (;;) {
      const [high = 0, low = 0] = random(2)
      const port = firstPort + ((high * 256 + low) % portCount)
      if (!taken.has(port)) return port
    }
  }
  const ports = listOf(spec['ports']).map((port) => {
    if (!isObject(port) || port['nodePort']) return port
    const nodePort = draw()
    taken.add(nodePort)
    return { ...port, nodePort }
  })
  return { ...spec, ports }
}
