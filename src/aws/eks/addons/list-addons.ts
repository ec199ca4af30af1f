/** ListAddons: the names of a cluster's add-ons. */
import type { Operation } from '../../protocol/index.ts'
import { onCluster } from '../authorize.ts'
import type { EksNeeds } from '../needs.ts'
import { type PageInput, pageOf } from '../page.ts'
import { placeOf, requireCluster, valuesOf } from '../store.ts'
import type { AddonRecord } from './record.ts'

export interface ListAddonsInput extends PageInput {
  readonly clusterName: string
}

export interface ListAddonsOutput {
  readonly addons: readonly string[]
  readonly nextToken?: string
}

export const listAddons = ({ store }: EksNeeds): Operation<ListAddonsInput, ListAddonsOutput> => ({
  authorize: ({ clusterName }, call) => [onCluster(store, 'eks:ListAddons', clusterName, call)],
  invoke: (input, call) => {
    const place = placeOf(call, input.clusterName)
    requireCluster(store, place)
    const names = valuesOf<AddonRecord>(store, 'addon', place).map(({ addonName }) => addonName)
    const { items, more } = pageOf(names, (name) => name, input)
    return { addons: items, ...more }
  },
})
