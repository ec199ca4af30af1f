/** UpdateAddon: another version, role or configuration of an add-on. */
import type { Operation } from '../../protocol/index.ts'
import { clusterArn } from '../arns.ts'
import type { EksNeeds } from '../needs.ts'
import { passRole } from '../pass-role.ts'
import { checkRole } from '../pod-identity/check-role.ts'
import { passToPods } from '../pod-identity/create-pod-identity-association.ts'
import { newAssociation } from '../pod-identity/new-association.ts'
import { placeOf, requireActive } from '../store.ts'
import {
  failUpdate,
  newUpdate,
  paramsOf,
  putUpdate,
  type UpdateOutput,
  updateOutput,
} from '../updates/updates.ts'
import { addonsOf, noteFailure, onAddon, requireAddon } from './addons.ts'
import { checkAddon } from './check-addon.ts'
import type { CreateAddonInput } from './create-addon.ts'
import { setIdentities } from './identities.ts'
import { applyObjects } from './objects/apply.ts'
import { objectsOf } from './objects/objects-of.ts'

export type UpdateAddonInput = Omit<CreateAddonInput, 'tags' | 'namespaceConfig'>

export const updateAddon = (
  needs: EksNeeds,
): Operation<UpdateAddonInput, { readonly update: UpdateOutput }> => ({
  authorize: (input, call) => {
    const { clusterName: cluster, serviceAccountRoleArn: role, podIdentityAssociations = [] } = input
    return [
      onAddon(needs.store, 'eks:UpdateAddon', input, call),
      ...(role === undefined ? [] : [passRole(call, role, { clusterArn: clusterArn(call, cluster) })]),
      ...podIdentityAssociations.map(({ roleArn }) => passToPods(call, cluster, roleArn)),
    ]
  },
  invoke: async (input, call) => {
    const { clusterName, addonName, podIdentityAssociations, serviceAccountRoleArn } = input
    const { configurationValues, resolveConflicts } = input
    const place = placeOf(call, clusterName)
    requireAddon(needs.store, place, addonName)
    for (const { roleArn } of podIdentityAssociations ?? []) checkRole(needs.findRole, roleArn, {})
    const draw = { now: call.now, random: needs.random }
    const params = paramsOf({
      AddonVersion: input.addonVersion,
      ServiceAccountRoleArn: serviceAccountRoleArn,
      ResolveConflicts: resolveConflicts,
      ConfigurationValues: configurationValues,
      PodIdentityAssociations: podIdentityAssociations,
    })
    const update = newUpdate({ type: 'AddonUpdate', params, addonName }, draw)
    const identities = podIdentityAssociations?.map((wish) =>
      newAssociation({ ...place, partition: call.partition }, { ...wish, namespace: '' }, draw),
    )
    const { result } = await needs.store.write((txn) => {
      const cluster = requireActive(txn, place)
      const { failure: _, ...before } = requireAddon(txn, place, addonName)
      const { version } = checkAddon(input, cluster.version, before.addonVersion)
      const after = {
        ...before,
        addonVersion: version,
        modifiedAt: call.now,
        ...(serviceAccountRoleArn !== undefined && { serviceAccountRoleArn }),
        ...(configurationValues !== undefined && { configurationValues }),
      }
      addonsOf(place).put(txn, addonName, after)
      if (identities !== undefined)
        setIdentities(
          txn,
          place,
          before.arn,
          identities.map((each) => ({ ...each, namespace: before.namespace, ownerArn: before.arn })),
        )
      putUpdate(txn, place, update)
      return { cluster, before, after }
    })
    const { cluster, before, after } = result
    const failure = await applyObjects(needs.clusterObjects, place, {
      before: objectsOf(cluster, before),
      wished: objectsOf(cluster, after),
      mode: resolveConflicts ?? 'NONE',
    })
    if (failure !== undefined) {
      // Its objects are as they were, and so is what is told of them.
      await noteFailure(needs, place, { ...before, failure: { ...failure, during: 'update' } })
      await failUpdate(needs.store, place, update.id, failure)
    }
    return { update: updateOutput(update, 'InProgress') }
  },
})
