/** AddTags and RemoveTags: changes the tags of a trail. */
import { contextOf } from '../../../policy/index.ts'
import type { Call, Operation } from '../../protocol/index.ts'
import type { CloudTrailContext } from '../context.ts'
import { onTrail, requestTags } from '../trails/authorize.ts'
import { requireTaggable, taggedTrail } from '../trails/find-tagged.ts'
import { idOf, trails } from '../trails/store.ts'
import { readTags, type TagsInput, withoutTags, withTags } from '../trails/tags.ts'
import type { Tags } from '../trails/trail.ts'

export interface TagsOfResourceInput {
  readonly ResourceId: string
  readonly TagsList: TagsInput
}

export const addTags = (context: CloudTrailContext): Operation<TagsOfResourceInput> => ({
  authorize: ({ ResourceId, TagsList }, call) => {
    requireTaggable(ResourceId)
    return [onTrail(context.store, 'AddTags', ResourceId, call, requestTags(readTags(TagsList)))]
  },
  invoke: ({ ResourceId, TagsList }, call) =>
    change(context, ResourceId, call, (tags) => withTags(tags, readTags(TagsList))),
})

export const removeTags = (context: CloudTrailContext): Operation<TagsOfResourceInput> => ({
  authorize: ({ ResourceId, TagsList }, call) => {
    requireTaggable(ResourceId)
    const keys = contextOf({ 'aws:TagKeys': keysOf(TagsList) })
    return [onTrail(context.store, 'RemoveTags', ResourceId, call, keys)]
  },
  invoke: ({ ResourceId, TagsList }, call) =>
    change(context, ResourceId, call, (tags) => withoutTags(tags, keysOf(TagsList))),
})

/** Held to the rules of tags as those that are added. */
const keysOf = (list: TagsInput): readonly string[] => Object.keys(readTags(list))

async function change(
  { store }: CloudTrailContext,
  arn: string,
  call: Call,
  act: (tags: Tags) => Tags,
): Promise<object> {
  await store.write((txn) => {
    const trail = taggedTrail(txn, arn, call)
    trails(call.account).put(txn, idOf(trail), { ...trail, tags: act(trail.tags) })
  })
  return {}
}
