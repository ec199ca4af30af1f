/** DeleteNodegroup: the group goes, and the entry of its role with the last group that has it. */
import type { Operation } from '../../protocol/index.ts'
import type { EksNeeds } from '../needs.ts'
import { findRecord, placeOf, valuesOf } from '../store.ts'
import { dismissNodes } from './node-entry.ts'
import { dismissByConfigMap } from './nodes/aws-auth.ts'
import { stopNodes } from './nodes/scale.ts'
import {
  type NodegroupInput,
  type NodegroupOutput,
  nodegroupOutput,
  nodegroupsOf,
  onNodegroup,
  requireNodegroup,
} from './nodegroups.ts'
import type { NodegroupRecord } from './record.ts'

export const deleteNodegroup = (
  needs: EksNeeds,
): Operation<NodegroupInput, { readonly nodegroup: NodegroupOutput }> => ({
  authorize: (input, call) => [onNodegroup(needs.store, 'eks:DeleteNodegroup', input, call)],
  invoke: async ({ clusterName, nodegroupName }, call) => {
    const place = placeOf(call, clusterName)
    const { result: group } = await needs.store.write((txn) => {
      const group = requireNodegroup(txn, place, nodegroupName)
      nodegroupsOf(place).delete(txn, nodegroupName)
      dismissNodes(txn, place, group.nodeRole)
      return group
    })
    await stopNodes(needs, place, group.nodes ?? [])
    const isUsed = valuesOf<NodegroupRecord>(needs.store, 'nodegroup', place).some(
      ({ nodeRole }) => nodeRole === group.nodeRole,
    )
    if (!isUsed && findRecord(needs.store, place)?.authenticationMode === 'CONFIG_MAP')
      await dismissByConfigMap(needs, place, group.nodeRole)
    return { nodegroup: nodegroupOutput(group, { status: 'DELETING', issues: [] }) }
  },
})
