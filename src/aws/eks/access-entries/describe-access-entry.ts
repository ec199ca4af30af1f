/** DescribeAccessEntry: one access entry, by its principal. */
import type { Operation } from '../../protocol/index.ts'
import type { EksNeeds } from '../needs.ts'
import { placeOf } from '../store.ts'
import { requireEntry } from './entries.ts'
import { type EntryInput, onEntry } from './on-entry.ts'
import { type AccessEntryOutput, entryOutput } from './output.ts'

export const describeAccessEntry = ({
  store,
}: EksNeeds): Operation<EntryInput, { readonly accessEntry: AccessEntryOutput }> => ({
  authorize: (input, call) => [onEntry(store, 'eks:DescribeAccessEntry', input, call)],
  invoke: ({ clusterName, principalArn }, call) => ({
    accessEntry: entryOutput(requireEntry(store, placeOf(call, clusterName), principalArn)),
  }),
})
