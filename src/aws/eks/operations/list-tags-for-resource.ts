/** ListTagsForResource: the tags of a cluster. */
import type { Operation } from '../../protocol/index.ts'
import type { EksNeeds } from '../needs.ts'
import { findTagged, onTagged, type TaggedInput } from './tagged-cluster.ts'

export const listTagsForResource = ({
  store,
}: EksNeeds): Operation<TaggedInput, { readonly tags: Readonly<Record<string, string>> }> => ({
  authorize: (input) => [onTagged(store, 'eks:ListTagsForResource', input)],
  invoke: (input, call) => ({ tags: findTagged(store, input, call).tags }),
})
