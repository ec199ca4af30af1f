/** TagResource, and the older TagLogGroup: sets tags of a group. */
import type { Operation } from '../../protocol/index.ts'
import { onGroup, onStream, requestTags } from '../authorize.ts'
import type { LogsContext } from '../context.ts'
import type { Tags } from '../store.ts'
import { setTags, taggedGroup } from './tags.ts'

export interface TagResourceInput {
  readonly resourceArn: string
  readonly tags: Tags
}

export interface TagLogGroupInput {
  readonly logGroupName: string
  readonly tags: Tags
}

export const tagResource = (context: LogsContext): Operation<TagResourceInput, object> => ({
  authorize: ({ resourceArn, tags }, call) => {
    const about = { group: taggedGroup(resourceArn, call), request: requestTags(tags) }
    return [onGroup(context.store, 'TagResource', about, call)]
  },
  invoke: async ({ resourceArn, tags }, call) => {
    await setTags(context, call, taggedGroup(resourceArn, call), tags)
    return {}
  },
})

export const tagLogGroup = (context: LogsContext): Operation<TagLogGroupInput, object> => ({
  authorize: ({ logGroupName: group, tags }, call) => [
    onStream(context.store, 'TagLogGroup', { group, request: requestTags(tags) }, call),
  ],
  invoke: async ({ logGroupName, tags }, call) => {
    await setTags(context, call, logGroupName, tags)
    return {}
  },
})
