/** UpdateClusterVersion: the next minor version of Kubernetes. */
import { contextOf } from '../../../policy/index.ts'
import type { Reader } from '../../../store/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { onCluster } from '../authorize.ts'
import { invalidParameter, invalidRequest } from '../errors.ts'
import type { ClusterName, EksNeeds } from '../needs.ts'
import type { NodegroupRecord } from '../nodegroups/record.ts'
import { clustersOf, placeOf, requireActive, valuesOf } from '../store.ts'
import { newUpdate, paramsOf, putUpdate, type UpdateOutput, updateOutput } from '../updates/updates.ts'
import { minorOf } from './minor.ts'
import { isTaken, platformVersion } from './versions.ts'

export interface UpdateClusterVersionInput {
  readonly name: string
  readonly version: string
  /** Overrides findings of insights, of which there are none. */
  readonly force?: boolean
}

export const updateClusterVersion = ({
  store,
  random,
  retiredVersionsFrom,
}: EksNeeds): Operation<UpdateClusterVersionInput, { readonly update: UpdateOutput }> => ({
  authorize: ({ name, version }, call) => [
    onCluster(store, 'eks:UpdateClusterVersion', name, call, contextOf({ 'eks:kubernetesVersion': version })),
  ],
  invoke: async ({ name, version }, call) => {
    const place = placeOf(call, name)
    const params = paramsOf({ Version: version, PlatformVersion: platformVersion })
    const update = newUpdate({ type: 'VersionUpdate', params }, { now: call.now, random })
    await store.write((txn) => {
      const before = requireActive(txn, place)
      checkStep(before.version, version, { name, now: call.now, retiredFrom: retiredVersionsFrom })
      checkNodes(txn, place, before.version)
      clustersOf(place).put(txn, name, { ...before, version })
      putUpdate(txn, place, update)
    })
    return { update: updateOutput(update, 'InProgress') }
  },
})

interface StepFacts {
  readonly name: string
  readonly now: number
  readonly retiredFrom: string | undefined
}

function checkStep(from: string, to: string, { name, now, retiredFrom }: StepFacts): void {
  const fields = { clusterName: name }
  if (!/^1\.\d{1,3}$/.test(to)) throw invalidParameter('unsupported Kubernetes version', fields)
  if (minorOf(to) !== minorOf(from) + 1)
    throw invalidParameter(`Unsupported Kubernetes minor version update from ${from} to ${to}`, fields)
  if (!isTaken(to, now, retiredFrom)) throw invalidParameter('unsupported Kubernetes version', fields)
}

function checkNodes(from: Reader, cluster: ClusterName, version: string): void {
  const behind = valuesOf<NodegroupRecord>(from, 'nodegroup', cluster)
    .filter((group) => minorOf(group.version) < minorOf(version))
    .map(({ nodegroupName }) => nodegroupName)
  if (behind.length > 0)
    throw invalidRequest(
      `Nodegroups ${behind.join(', ')} must be updated to match cluster version ${version} before updating cluster version`,
      { clusterName: cluster.name },
    )
}
