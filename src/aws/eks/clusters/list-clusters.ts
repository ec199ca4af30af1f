/** ListClusters: the names of the clusters in the account and region. */
import type { Operation } from '../../protocol/index.ts'
import { clusterArn } from '../arns.ts'
import type { EksNeeds } from '../needs.ts'
import { type PageInput, pageOf } from '../page.ts'
import { clustersOf } from '../store.ts'

export interface ListClustersInput extends PageInput {
  /** `all` adds clusters that are connected and not made here, of which there are none. */
  readonly include?: readonly string[]
}

export interface ListClustersOutput {
  readonly clusters: readonly string[]
  readonly nextToken?: string
}

export const listClusters = ({ store }: EksNeeds): Operation<ListClustersInput, ListClustersOutput> => ({
  authorize: (_input, call) => [{ action: 'eks:ListClusters', resource: clusterArn(call, '*') }],
  invoke: (input, call) => {
    const all = clustersOf(call).list(store)
    const { items, more } = pageOf(all, ({ value }) => value.name, input)
    return { clusters: items.map(({ value }) => value.name), ...more }
  },
})
