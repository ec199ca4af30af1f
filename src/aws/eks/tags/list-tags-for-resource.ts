/** ListTagsForResource: the tags of a cluster or of what belongs to one. */
import type { Operation } from '../../protocol/index.ts'
import type { EksNeeds } from '../needs.ts'
import type { Tags } from '../store.ts'
import { findTagged, onTagged, type TaggedInput } from './tagged.ts'

export const listTagsForResource = ({
  store,
}: EksNeeds): Operation<TaggedInput, { readonly tags: Tags }> => ({
  authorize: (input) => [onTagged(store, 'eks:ListTagsForResource', input)],
  invoke: (input, call) => ({ tags: findTagged(store, input, call).tags }),
})
