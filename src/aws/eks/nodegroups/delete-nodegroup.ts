/** DeleteNodegroup: the group goes, and the entry of its role with the last group that has it. */
import type { Operation } from '../../protocol/index.ts'
import type { EksNeeds } from '../needs.ts'
import { placeOf } from '../store.ts'
import { dismissNodes } from './node-entry.ts'
import {
  type NodegroupInput,
  type NodegroupOutput,
  nodegroupOutput,
  nodegroupsOf,
  onNodegroup,
  requireNodegroup,
} from './nodegroups.ts'

export const deleteNodegroup = ({
  store,
}: EksNeeds): Operation<NodegroupInput, { readonly nodegroup: NodegroupOutput }> => ({
  authorize: (input, call) => [onNodegroup(store, 'eks:DeleteNodegroup', input, call)],
  invoke: async ({ clusterName, nodegroupName }, call) => {
    const place = placeOf(call, clusterName)
    const { result } = await store.write((txn) => {
      const group = requireNodegroup(txn, place, nodegroupName)
      nodegroupsOf(place).delete(txn, nodegroupName)
      dismissNodes(txn, place, group.nodeRole)
      return group
    })
    return { nodegroup: nodegroupOutput(result, 'DELETING') }
  },
})
