/** CreateAddon: an add-on of a cluster, with the role of its ServiceAccount. */
import { newUuid } from '../../../kit/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { clusterArn, resourceArn } from '../arns.ts'
import { onCluster, requestTags } from '../authorize.ts'
import type { ClusterRecord } from '../clusters/record.ts'
import { inUse, invalidParameter } from '../errors.ts'
import type { EksNeeds } from '../needs.ts'
import { passRole } from '../pass-role.ts'
import { checkRole } from '../pod-identity/check-role.ts'
import { passToPods } from '../pod-identity/create-pod-identity-association.ts'
import { newAssociation } from '../pod-identity/new-association.ts'
import { placeOf, requireActive, type Tags } from '../store.ts'
import { type AddonOutput, addonOutput, addonsOf, noteFailure } from './addons.ts'
import { type AddonWish, checkAddon } from './check-addon.ts'
import { setIdentities } from './identities.ts'
import { applyObjects } from './objects/apply.ts'
import type { ConflictMode } from './objects/merge.ts'
import { objectsOf } from './objects/objects-of.ts'
import type { AddonRecord } from './record.ts'

export interface CreateAddonInput extends AddonWish {
  readonly serviceAccountRoleArn?: string
  readonly resolveConflicts?: 'OVERWRITE' | 'NONE' | 'PRESERVE'
  readonly clientRequestToken?: string
  readonly tags?: Tags
  readonly namespaceConfig?: { readonly namespace?: string }
}

export const createAddon = (
  needs: EksNeeds,
): Operation<CreateAddonInput, { readonly addon: AddonOutput }> => ({
  authorize: (input, call) => {
    const { clusterName: cluster, serviceAccountRoleArn: role, podIdentityAssociations = [] } = input
    return [
      onCluster(needs.store, 'eks:CreateAddon', cluster, call, requestTags(input.tags)),
      ...(role === undefined ? [] : [passRole(call, role, { clusterArn: clusterArn(call, cluster) })]),
      ...podIdentityAssociations.map(({ roleArn }) => passToPods(call, cluster, roleArn)),
    ]
  },
  invoke: async (input, call) => {
    const { clusterName, addonName, podIdentityAssociations = [] } = input
    const place = placeOf(call, clusterName)
    const cluster = requireActive(needs.store, place)
    if (addonsOf(place).get(needs.store, addonName) === undefined) checkConflicts(input)
    const { kind, version } = checkAddon(input, cluster.version)
    for (const { roleArn } of podIdentityAssociations) checkRole(needs.findRole, roleArn, {})
    const { serviceAccountRoleArn, configurationValues, clientRequestToken } = input
    const namespace = input.namespaceConfig?.namespace ?? kind.namespace
    const made: AddonRecord = {
      clusterName,
      addonName,
      addonVersion: version,
      arn: resourceArn(call, 'addon', clusterName, addonName, newUuid(needs.random)),
      createdAt: call.now,
      modifiedAt: call.now,
      tags: input.tags ?? {},
      namespace,
      ...(serviceAccountRoleArn !== undefined && { serviceAccountRoleArn }),
      ...(configurationValues !== undefined && { configurationValues }),
      ...(clientRequestToken !== undefined && { clientRequestToken }),
    }
    const draw = { now: call.now, random: needs.random }
    const identities = podIdentityAssociations.map((wish) =>
      newAssociation(cluster, { ...wish, namespace, ownerArn: made.arn }, draw),
    )
    const { result } = await needs.store.write((txn) => {
      requireActive(txn, place)
      const found = addonsOf(place).get(txn, addonName)?.value
      if (found !== undefined) return found
      setIdentities(txn, place, made.arn, identities)
      addonsOf(place).put(txn, addonName, made)
      return made
    })
    const { clientRequestToken: token } = result
    if (result !== made && (token === undefined || token !== clientRequestToken))
      throw inUse('Addon already exists.', { clusterName, addonName })
    if (result === made) await install(needs, cluster, made, input.resolveConflicts)
    return { addon: addonOutput(needs.store, place, result, { status: 'CREATING', issues: [] }) }
  },
})

/** What cannot be made is told by DescribeAddon, as on EKS. */
async function install(
  needs: EksNeeds,
  cluster: ClusterRecord,
  made: AddonRecord,
  mode: ConflictMode = 'NONE',
): Promise<void> {
  const place = placeOf(cluster, cluster.name)
  const wished = objectsOf(cluster, made)
  const failure = await applyObjects(needs.clusterObjects, place, { before: [], wished, mode })
  if (failure !== undefined)
    await noteFailure(needs, place, { ...made, failure: { ...failure, during: 'create' } })
}

function checkConflicts({ resolveConflicts, addonName, clusterName }: CreateAddonInput): void {
  if (resolveConflicts === 'PRESERVE')
    throw invalidParameter('The resolveConflicts option PRESERVE is supported on updates only', {
      addonName,
      clusterName,
    })
}
