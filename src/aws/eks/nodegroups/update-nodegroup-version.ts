/** UpdateNodegroupVersion: a node group follows its cluster's version, or takes another launch template. */
import type { Operation } from '../../protocol/index.ts'
import { minorOf } from '../clusters/minor.ts'
import { invalidParameter } from '../errors.ts'
import type { EksNeeds } from '../needs.ts'
import { placeOf, requireActive } from '../store.ts'
import { newUpdate, paramsOf, putUpdate, type UpdateOutput, updateOutput } from '../updates/updates.ts'
import { type NodegroupInput, nodegroupsOf, onNodegroup, requireNodegroup } from './nodegroups.ts'

export interface UpdateNodegroupVersionInput extends NodegroupInput {
  readonly version?: string
  readonly releaseVersion?: string
  readonly launchTemplate?: { readonly id?: string; readonly name?: string; readonly version?: string }
}

export const updateNodegroupVersion = ({
  store,
  random,
}: EksNeeds): Operation<UpdateNodegroupVersionInput, { readonly update: UpdateOutput }> => ({
  authorize: (input, call) => [onNodegroup(store, 'eks:UpdateNodegroupVersion', input, call)],
  invoke: async ({ clusterName, nodegroupName, version, releaseVersion, launchTemplate }, call) => {
    const place = placeOf(call, clusterName)
    const before = requireNodegroup(store, place, nodegroupName)
    const wished = version ?? before.version
    const release =
      releaseVersion ?? (wished === before.version ? before.releaseVersion : `${wished}.0-20260101`)
    const params = paramsOf({
      Version: wished,
      ReleaseVersion: release,
      LaunchTemplateName: launchTemplate?.name,
      LaunchTemplateVersion: launchTemplate?.version,
    })
    const update = newUpdate({ type: 'VersionUpdate', params, nodegroupName }, { now: call.now, random })
    await store.write((txn) => {
      const cluster = requireActive(txn, place)
      const group = requireNodegroup(txn, place, nodegroupName)
      const fields = { clusterName, nodegroupName }
      if (!/^1\.\d{1,3}$/.test(wished) || minorOf(wished) < minorOf(group.version))
        throw invalidParameter(
          `Nodegroup version ${group.version} cannot be rolled back to ${wished}`,
          fields,
        )
      if (minorOf(wished) > minorOf(cluster.version))
        throw invalidParameter(
          `Requested Nodegroup version ${wished} must not be newer than cluster version ${cluster.version}`,
          fields,
        )
      nodegroupsOf(place).put(txn, nodegroupName, {
        ...group,
        version: wished,
        releaseVersion: release,
        modifiedAt: call.now,
        ...(launchTemplate && { asGiven: { ...group.asGiven, launchTemplate } }),
      })
      putUpdate(txn, place, update)
    })
    return { update: updateOutput(update, 'InProgress') }
  },
})
