/** DeleteAddon: the add-on goes, and the associations that came with it unless it is to be preserved. */
import type { Operation } from '../../protocol/index.ts'
import type { EksNeeds } from '../needs.ts'
import { placeOf, requireCluster } from '../store.ts'
import { type AddonInput, type AddonOutput, addonOutput, addonsOf, onAddon, requireAddon } from './addons.ts'
import { setIdentities } from './identities.ts'
import { removeObjects } from './objects/apply.ts'
import { nameOf } from './objects/kube-object.ts'
import { objectsOf } from './objects/objects-of.ts'

export interface DeleteAddonInput extends AddonInput {
  /** Leaves what runs on the cluster as it is. */
  readonly preserve?: boolean
}

export const deleteAddon = (
  needs: EksNeeds,
): Operation<DeleteAddonInput, { readonly addon: AddonOutput }> => ({
  authorize: (input, call) => [onAddon(needs.store, 'eks:DeleteAddon', input, call)],
  invoke: async ({ clusterName, addonName, preserve = false }, call) => {
    const place = placeOf(call, clusterName)
    const { result } = await needs.store.write((txn) => {
      const addon = requireAddon(txn, place, addonName)
      const output = addonOutput(txn, place, addon, { status: 'DELETING', issues: [] })
      const objects = objectsOf(requireCluster(txn, place), addon)
      if (!preserve) setIdentities(txn, place, addon.arn, [])
      addonsOf(place).delete(txn, addonName)
      return { output, objects }
    })
    if (!preserve) await removeObjects(needs.clusterObjects, place, result.objects.map(nameOf))
    return { addon: result.output }
  },
})
