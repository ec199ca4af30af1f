/** DeleteAccessEntry: the principal may come to the cluster no more. */
import type { Operation } from '../../protocol/index.ts'
import type { EksNeeds } from '../needs.ts'
import { placeOf } from '../store.ts'
import { entriesOf, requireEntry } from './entries.ts'
import { type EntryInput, onEntry } from './on-entry.ts'

export const deleteAccessEntry = ({ store }: EksNeeds): Operation<EntryInput, object> => ({
  authorize: (input, call) => [onEntry(store, 'eks:DeleteAccessEntry', input, call)],
  invoke: async ({ clusterName, principalArn }, call) => {
    const place = placeOf(call, clusterName)
    await store.write((txn) => {
      requireEntry(txn, place, principalArn)
      entriesOf(place).delete(txn, principalArn)
    })
    return {}
  },
})
