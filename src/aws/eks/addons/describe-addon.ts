/** DescribeAddon: one add-on of a cluster. */
import type { Operation } from '../../protocol/index.ts'
import type { EksNeeds } from '../needs.ts'
import { placeOf } from '../store.ts'
import { healthOf } from './objects/health.ts'
import { type AddonInput, type AddonOutput, addonOutput, onAddon, requireAddon } from './addons.ts'

export const describeAddon = (needs: EksNeeds): Operation<AddonInput, { readonly addon: AddonOutput }> => ({
  authorize: (input, call) => [onAddon(needs.store, 'eks:DescribeAddon', input, call)],
  invoke: async ({ clusterName, addonName }, call) => {
    const place = placeOf(call, clusterName)
    const addon = requireAddon(needs.store, place, addonName)
    return { addon: addonOutput(needs.store, place, addon, await healthOf(needs, place, addon, call.now)) }
  },
})
