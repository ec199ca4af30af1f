/** ListNodegroups: the names of a cluster's node groups. */
import type { Operation } from '../../protocol/index.ts'
import { onCluster } from '../authorize.ts'
import type { EksNeeds } from '../needs.ts'
import { type PageInput, pageOf } from '../page.ts'
import { placeOf, requireCluster, valuesOf } from '../store.ts'
import type { NodegroupRecord } from './record.ts'

export interface ListNodegroupsInput extends PageInput {
  readonly clusterName: string
}

export interface ListNodegroupsOutput {
  readonly nodegroups: readonly string[]
  readonly nextToken?: string
}

export const listNodegroups = ({
  store,
}: EksNeeds): Operation<ListNodegroupsInput, ListNodegroupsOutput> => ({
  authorize: ({ clusterName }, call) => [onCluster(store, 'eks:ListNodegroups', clusterName, call)],
  invoke: (input, call) => {
    const place = placeOf(call, input.clusterName)
    requireCluster(store, place)
    const names = valuesOf<NodegroupRecord>(store, 'nodegroup', place).map((group) => group.nodegroupName)
    const { items, more } = pageOf(names, (name) => name, input)
    return { nodegroups: items, ...more }
  },
})
