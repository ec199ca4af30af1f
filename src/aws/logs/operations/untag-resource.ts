/** UntagResource, and the older UntagLogGroup: takes tags off a group. */
import type { Operation } from '../../protocol/index.ts'
import { onGroup, onStream, tagKeys } from '../authorize.ts'
import type { LogsContext } from '../context.ts'
import { removeTags, taggedGroup } from './tags.ts'

export interface UntagResourceInput {
  readonly resourceArn: string
  readonly tagKeys: readonly string[]
}

export interface UntagLogGroupInput {
  readonly logGroupName: string
  readonly tags: readonly string[]
}

export const untagResource = (context: LogsContext): Operation<UntagResourceInput, object> => ({
  authorize: ({ resourceArn, tagKeys: keys }, call) => {
    const about = { group: taggedGroup(resourceArn, call), request: tagKeys(keys) }
    return [onGroup(context.store, 'UntagResource', about, call)]
  },
  invoke: async ({ resourceArn, tagKeys: keys }, call) => {
    await removeTags(context, call, taggedGroup(resourceArn, call), keys)
    return {}
  },
})

export const untagLogGroup = (context: LogsContext): Operation<UntagLogGroupInput, object> => ({
  authorize: ({ logGroupName: group, tags }, call) => [
    onStream(context.store, 'UntagLogGroup', { group, request: tagKeys(tags) }, call),
  ],
  invoke: async ({ logGroupName, tags }, call) => {
    await removeTags(context, call, logGroupName, tags)
    return {}
  },
})
