/** DescribeNodegroup: one node group of a cluster. */
import type { Operation } from '../../protocol/index.ts'
import type { EksNeeds } from '../needs.ts'
import { placeOf } from '../store.ts'
import {
  type NodegroupInput,
  type NodegroupOutput,
  nodegroupOutput,
  onNodegroup,
  requireNodegroup,
} from './nodegroups.ts'

export const describeNodegroup = ({
  store,
}: EksNeeds): Operation<NodegroupInput, { readonly nodegroup: NodegroupOutput }> => ({
  authorize: (input, call) => [onNodegroup(store, 'eks:DescribeNodegroup', input, call)],
  invoke: ({ clusterName, nodegroupName }, call) => ({
    nodegroup: nodegroupOutput(requireNodegroup(store, placeOf(call, clusterName), nodegroupName)),
  }),
})
