/** UntagResource: takes tags off a cluster or off what belongs to one. */
import { contextOf, mergeContexts } from '../../../policy/index.ts'
import type { Operation } from '../../protocol/index.ts'
import type { EksNeeds } from '../needs.ts'
import { findTagged, onTagged, type TaggedInput } from './tagged.ts'

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
      const found = findTagged(txn, input, call)
      const kept = Object.entries(found.tags).filter(([key]) => !input.tagKeys.includes(key))
      found.put(txn, Object.fromEntries(kept))
    })
    return {}
  },
})
