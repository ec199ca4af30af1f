/** ListTagsForResource, and the older ListTagsLogGroup: the tags of a group. */
import type { Operation } from '../../protocol/index.ts'
import { onGroup, onStream } from '../authorize.ts'
import type { LogsContext } from '../context.ts'
import { requireGroup, type Tags } from '../store.ts'
import { taggedGroup } from './tags.ts'

export interface TagsOutput {
  readonly tags: Tags
}

export const listTagsForResource = ({
  store,
}: LogsContext): Operation<{ readonly resourceArn: string }, TagsOutput> => ({
  authorize: ({ resourceArn }, call) => [
    onGroup(store, 'ListTagsForResource', { group: taggedGroup(resourceArn, call) }, call),
  ],
  invoke: ({ resourceArn }, call) => ({
    tags: requireGroup(store, call, taggedGroup(resourceArn, call)).tags,
  }),
})

export const listTagsLogGroup = ({
  store,
}: LogsContext): Operation<{ readonly logGroupName: string }, TagsOutput> => ({
  authorize: ({ logGroupName: group }, call) => [onStream(store, 'ListTagsLogGroup', { group }, call)],
  invoke: ({ logGroupName }, call) => ({ tags: requireGroup(store, call, logGroupName).tags }),
})
