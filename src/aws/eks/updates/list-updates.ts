/** ListUpdates: the ids of the updates of a cluster, an add-on or a node group. */
import type { Operation } from '../../protocol/index.ts'
import { onCluster } from '../authorize.ts'
import type { EksNeeds } from '../needs.ts'
import { type PageInput, pageOf } from '../page.ts'
import { placeOf, requireCluster, valuesOf } from '../store.ts'
import type { UpdateRecord } from './record.ts'
import { isOf, type UpdateTarget } from './target.ts'

export interface ListUpdatesInput extends PageInput, UpdateTarget {
  readonly name: string
}

export interface ListUpdatesOutput {
  readonly updateIds: readonly string[]
  readonly nextToken?: string
}

export const listUpdates = ({ store }: EksNeeds): Operation<ListUpdatesInput, ListUpdatesOutput> => ({
  authorize: ({ name }, call) => [onCluster(store, 'eks:ListUpdates', name, call)],
  invoke: (input, call) => {
    const place = placeOf(call, input.name)
    requireCluster(store, place)
    const all = valuesOf<UpdateRecord>(store, 'update', place).filter((update) => isOf(update, input))
    const { items, more } = pageOf(all, ({ id }) => id, input)
    return { updateIds: items.map(({ id }) => id), ...more }
  },
})
