/** The nodes of EKS's node groups: started beside everything else, so that who asks for a group need not wait for them. */
import type { NodeMachines, NodeState } from '../../aws/eks/index.ts'
import type { ClusterName } from '../clusters/clusters.ts'
import type { Nodes } from './nodes.ts'

export interface MachinesNeeds {
  readonly nodes: Pick<Nodes, 'list' | 'start' | 'stop'>
  readonly idOf: (cluster: ClusterName) => string | undefined
  /** The ids of all clusters. */
  readonly clusterIds: () => readonly string[]
}

/** Each is a program of some 130 MB. */
const limit = 6

export function createMachines({ nodes, idOf, clusterIds }: MachinesNeeds): NodeMachines {
  const states = new Map<string, NodeState>()
  const keyOf = (id: string, name: string): string => `${id}/${name}`
  return {
    limit,
    count: () => clusterIds().flatMap((id) => nodes.list(id)).length,
    start: (cluster, order) => {
      const id = idOf(cluster)
      if (id === undefined || nodes.list(id).includes(order.name)) return
      const key = keyOf(id, order.name)
      const starting: NodeState = { kind: 'starting' }
      if (states.get(key)?.kind === 'starting') return
      states.set(key, starting)
      const settle = (state: NodeState): void => {
        if (states.get(key) === starting) states.set(key, state)
      }
      void nodes.start({ cluster: id, ...order }).then(
        (started) => settle(started.ok ? { kind: 'ready' } : { kind: 'failed', problem: started.problem }),
        (error: unknown) => settle({ kind: 'failed', problem: (error as Error).message }),
      )
    },
    stateOf: (cluster, name) => {
      const id = idOf(cluster) ?? ''
      const known = states.get(keyOf(id, name))
      if (known !== undefined) return known
      return nodes.list(id).includes(name)
        ? { kind: 'ready' }
        : { kind: 'failed', problem: `node ${name} was not started` }
    },
    stop: async (cluster, name) => {
      const id = idOf(cluster)
      if (id === undefined) return
      states.delete(keyOf(id, name))
      await nodes.stop(id, name)
    },
  }
}
