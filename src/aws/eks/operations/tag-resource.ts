/** TagResource: sets tags of a cluster. */
import { contextOf, mergeContexts } from '../../../policy/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { tooManyTags } from '../errors.ts'
import type { EksNeeds } from '../needs.ts'
import { clustersOf } from '../store.ts'
import { findTagged, onTagged, type TaggedInput } from './tagged-cluster.ts'

export interface TagResourceInput extends TaggedInput {
  readonly tags: Readonly<Record<string, string>>
}

const mostTags = 50

export const tagResource = ({ store }: EksNeeds): Operation<TagResourceInput, object> => ({
  authorize: (input) => {
    const asked = onTagged(store, 'eks:TagResource', input)
    const requestTags = Object.entries(input.tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])
    const context = contextOf({ 'aws:TagKeys': Object.keys(input.tags) }, Object.fromEntries(requestTags))
    return [{ ...asked, context: mergeContexts(asked.context!, context) }]
  },
  invoke: async (input, call) => {
    await store.write((txn) => {
      const record = findTagged(txn, input, call)
      const tags = { ...record.tags, ...input.tags }
      if (Object.keys(tags).length > mostTags) throw tooManyTags(mostTags)
      clustersOf(record).put(txn, record.name, { ...record, tags })
    })
    return {}
  },
})
