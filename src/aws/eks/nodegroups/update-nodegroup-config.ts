/** UpdateNodegroupConfig: sizes, labels, taints and how a group is updated. */
import type { Operation } from '../../protocol/index.ts'
import { invalidParameter } from '../errors.ts'
import type { EksNeeds } from '../needs.ts'
import { placeOf } from '../store.ts'
import { newUpdate, paramsOf, putUpdate, type UpdateOutput, updateOutput } from '../updates/updates.ts'
import { checkScaling } from './check-scaling.ts'
import { relabelNodes } from './nodes/relabel-nodes.ts'
import { scaleGroup } from './nodes/scale.ts'
import { type NodegroupInput, nodegroupsOf, onNodegroup, requireNodegroup } from './nodegroups.ts'
import type { NodegroupRecord, ScalingConfig, Taint } from './record.ts'

export interface UpdateNodegroupConfigInput extends NodegroupInput {
  readonly labels?: {
    readonly addOrUpdateLabels?: Readonly<Record<string, string>>
    readonly removeLabels?: readonly string[]
  }
  readonly taints?: {
    readonly addOrUpdateTaints?: readonly Taint[]
    readonly removeTaints?: readonly Taint[]
  }
  readonly scalingConfig?: Partial<ScalingConfig>
  readonly updateConfig?: Readonly<Record<string, unknown>>
  readonly nodeRepairConfig?: unknown
  readonly warmPoolConfig?: unknown
}

export const updateNodegroupConfig = (
  needs: EksNeeds,
): Operation<UpdateNodegroupConfigInput, { readonly update: UpdateOutput }> => ({
  authorize: (input, call) => [onNodegroup(needs.store, 'eks:UpdateNodegroupConfig', input, call)],
  invoke: async (input, call) => {
    const { clusterName, nodegroupName, labels, taints, scalingConfig, updateConfig } = input
    const { nodeRepairConfig, warmPoolConfig } = input
    const { store, random } = needs
    const given = [labels, taints, scalingConfig, updateConfig, nodeRepairConfig, warmPoolConfig]
    const place = placeOf(call, clusterName)
    requireNodegroup(store, place, nodegroupName)
    if (given.every((each) => each === undefined))
      throw invalidParameter('No changes needed for the node group config provided', {
        clusterName,
        nodegroupName,
      })
    const params = paramsOf({
      MinSize: scalingConfig?.minSize,
      MaxSize: scalingConfig?.maxSize,
      DesiredSize: scalingConfig?.desiredSize,
      LabelsToAdd: labels?.addOrUpdateLabels,
      LabelsToRemove: labels?.removeLabels,
      TaintsToAdd: taints?.addOrUpdateTaints,
      TaintsToRemove: taints?.removeTaints,
      MaxUnavailable: updateConfig?.['maxUnavailable'],
      MaxUnavailablePercentage: updateConfig?.['maxUnavailablePercentage'],
      NodeRepairConfig: nodeRepairConfig,
    })
    const update = newUpdate({ type: 'ConfigUpdate', params, nodegroupName }, { now: call.now, random })
    const { result } = await store.write((txn) => {
      const before = requireNodegroup(txn, place, nodegroupName)
      const after = change(before, input, call.now)
      nodegroupsOf(place).put(txn, nodegroupName, after)
      putUpdate(txn, place, update)
      return { before, after }
    })
    if (labels !== undefined || taints !== undefined) await relabelNodes(needs, place, result)
    if (scalingConfig !== undefined) await scaleGroup(needs, place, nodegroupName)
    return { update: updateOutput(update, 'InProgress') }
  },
})

function change(before: NodegroupRecord, input: UpdateNodegroupConfigInput, now: number): NodegroupRecord {
  const scalingConfig = { ...before.scalingConfig, ...input.scalingConfig }
  checkScaling(scalingConfig)
  const removed = new Set(input.labels?.removeLabels)
  const kept = Object.entries(before.labels).filter(([key]) => !removed.has(key))
  const { nodeRepairConfig, warmPoolConfig } = input
  return {
    ...before,
    modifiedAt: now,
    scalingConfig,
    labels: { ...Object.fromEntries(kept), ...input.labels?.addOrUpdateLabels },
    taints: changeTaints(before.taints, input.taints),
    updateConfig: input.updateConfig ?? before.updateConfig,
    asGiven: {
      ...before.asGiven,
      ...(nodeRepairConfig !== undefined && { nodeRepairConfig }),
      ...(warmPoolConfig !== undefined && { warmPoolConfig }),
    },
  }
}

/** A taint is told by its key and effect. */
function changeTaints(
  before: readonly Taint[],
  { addOrUpdateTaints = [], removeTaints = [] }: NonNullable<UpdateNodegroupConfigInput['taints']> = {},
): readonly Taint[] {
  const nameOf = ({ key, effect }: Taint): string => `${key} ${effect}`
  const gone = new Set([...addOrUpdateTaints, ...removeTaints].map(nameOf))
  return [...before.filter((taint) => !gone.has(nameOf(taint))), ...addOrUpdateTaints]
}
