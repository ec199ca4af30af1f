/** DescribeNodegroup: one node group of a cluster. */
import type { Operation } from '../../protocol/index.ts'
import type { EksNeeds } from '../needs.ts'
import { placeOf } from '../store.ts'
import { groupHealth } from './nodes/group-health.ts'
import {
  type NodegroupInput,
  type NodegroupOutput,
  nodegroupOutput,
  onNodegroup,
  requireNodegroup,
} from './nodegroups.ts'

export const describeNodegroup = (
  needs: EksNeeds,
): Operation<NodegroupInput, { readonly nodegroup: NodegroupOutput }> => ({
  authorize: (input, call) => [onNodegroup(needs.store, 'eks:DescribeNodegroup', input, call)],
  invoke: ({ clusterName, nodegroupName }, call) => {
    const place = placeOf(call, clusterName)
    const group = requireNodegroup(needs.store, place, nodegroupName)
    return { nodegroup: nodegroupOutput(group, groupHealth(needs, place, group)) }
  },
})
