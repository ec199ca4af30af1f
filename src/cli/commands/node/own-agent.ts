/** Which cluster a node's own Pod Identity agent asks for: the embedded one that the node is of. */
import type { NodeServerConfig } from '../../../server/index.ts'
import { findClusterName } from '../../clusters.ts'
import { openInstallation } from '../../installation.ts'
import type { NodeOptions } from './command.ts'

export function findOwnAgent(options: NodeOptions): Pick<NodeServerConfig, 'ownAgent'> {
  if (options.kubeconfig !== undefined || options.nodeRole === undefined) return {}
  const { runtime, admin } = openInstallation(options.data)
  // Where a name is taken in another region, the region stands behind it; no EKS name holds a dot.
  const [clusterName = '', regionOfName] = findClusterName(options).split('.')
  const region = regionOfName ?? options.label?.['topology.kubernetes.io/region'] ?? admin.region
  return { ownAgent: { clusterName, region, endpoint: new URL(runtime.endpoint) } }
}
