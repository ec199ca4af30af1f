/** TagResource: sets tags of a cluster or of what belongs to one. */
import { mergeContexts } from '../../../policy/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { requestTags } from '../authorize.ts'
import { tooManyTags } from '../errors.ts'
import type { EksNeeds } from '../needs.ts'
import type { Tags } from '../store.ts'
import { findTagged, onTagged, type TaggedInput } from './tagged.ts'

export interface TagResourceInput extends TaggedInput {
  readonly tags: Tags
}

const mostTags = 50

export const tagResource = ({ store }: EksNeeds): Operation<TagResourceInput, object> => ({
  authorize: (input) => {
    const asked = onTagged(store, 'eks:TagResource', input)
    return [{ ...asked, context: mergeContexts(asked.context!, requestTags(input.tags)) }]
  },
  invoke: async (input, call) => {
    await store.write((txn) => {
      const found = findTagged(txn, input, call)
      const tags = { ...found.tags, ...input.tags }
      if (Object.keys(tags).length > mostTags) throw tooManyTags(mostTags)
      found.put(txn, tags)
    })
    return {}
  },
})
