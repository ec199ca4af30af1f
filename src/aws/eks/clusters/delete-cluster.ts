/** DeleteCluster: the cluster ends, and its issuer with it. */
import type { Operation } from '../../protocol/index.ts'
import type { ClusterOutput } from './output.ts'
import type { Clusters } from './lives.ts'
import type { EksNeeds } from '../needs.ts'
import { onCluster } from '../authorize.ts'

export const deleteCluster = (
  { store }: EksNeeds,
  clusters: Clusters,
): Operation<{ readonly name: string }, { readonly cluster: ClusterOutput }> => ({
  authorize: ({ name }, call) => [onCluster(store, 'eks:DeleteCluster', name, call)],
  invoke: async ({ name }, { account, region }) => ({
    cluster: await clusters.remove({ name, account, region }),
  }),
})
