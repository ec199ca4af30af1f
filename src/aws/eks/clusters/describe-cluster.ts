/** DescribeCluster: one cluster, with its endpoint and its issuer. */
import type { Operation } from '../../protocol/index.ts'
import type { ClusterOutput } from './output.ts'
import type { Clusters } from './lives.ts'
import type { EksNeeds } from '../needs.ts'
import { onCluster } from '../authorize.ts'

export const describeCluster = (
  { store }: EksNeeds,
  clusters: Clusters,
): Operation<{ readonly name: string }, { readonly cluster: ClusterOutput }> => ({
  authorize: ({ name }, call) => [onCluster(store, 'eks:DescribeCluster', name, call)],
  invoke: ({ name }, { account, region }) => ({ cluster: clusters.describe({ name, account, region }) }),
})
