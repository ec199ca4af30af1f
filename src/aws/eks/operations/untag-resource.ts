/** UntagResource: takes tags off a cluster. */
import { contextOf, mergeContexts } from '../../../policy/index.ts'
import type { Operation } from '../../protocol/index.ts'
import type { EksNeeds } from '../needs.ts'
import { clustersOf } from '../store.ts'
import { findTagged, onTagged, type TaggedInput } from './tagged-cluster.ts'

export interface UntagResourceInput extends TaggedInput {
  readonly tagKeys: readonly string[]
}

export const untagResource = ({ store }: EksNeeds): Operation<UntagResourceInput, object> => ({
  authorize: (input) => {
    const asked = onTagged(store, 'eks:UntagResource', input)
    return [{ ...asked, context: mergeContexts(asked.context!, contextOf({ 'aws:TagKeys': input.tagKeys })) }]
  },
  invoke: async (input, call) => {
    await store.write((txn) => {
      const record = findTagged(txn, input, call)
      const kept = Object.entries(record.tags).filter(([key]) => !input.tagKeys.includes(key))
      clustersOf(record).put(txn, record.name, { ...record, tags: Object.fromEntries(kept) })
    })
    return {}
  },
})
