/** DescribeAddon: one add-on of a cluster. */
import type { Operation } from '../../protocol/index.ts'
import type { EksNeeds } from '../needs.ts'
import { placeOf } from '../store.ts'
import { type AddonInput, type AddonOutput, addonOutput, onAddon, requireAddon } from './addons.ts'

export const describeAddon = ({
  store,
}: EksNeeds): Operation<AddonInput, { readonly addon: AddonOutput }> => ({
  authorize: (input, call) => [onAddon(store, 'eks:DescribeAddon', input, call)],
  invoke: ({ clusterName, addonName }, call) => {
    const place = placeOf(call, clusterName)
    return { addon: addonOutput(store, place, requireAddon(store, place, addonName)) }
  },
})
