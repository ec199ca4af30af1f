/** DeleteLogStream: the stream goes, with its events. */
import type { Operation } from '../../protocol/index.ts'
import { onStream } from '../authorize.ts'
import type { LogsContext } from '../context.ts'
import { protectedGroup } from '../errors.ts'
import { dropAll } from '../retention.ts'
import { requireGroup, requireStream, streamsOf } from '../store.ts'
import type { StreamInput } from './create-log-stream.ts'

export const deleteLogStream = ({ store, events }: LogsContext): Operation<StreamInput, object> => ({
  authorize: ({ logGroupName: group, logStreamName: stream }, call) => [
    onStream(store, 'DeleteLogStream', { group, stream }, call),
  ],
  invoke: async ({ logGroupName, logStreamName }, call) => {
    const { result: place } = await store.write((txn) => {
      const group = requireGroup(txn, call, logGroupName)
      const stream = requireStream(txn, group, logStreamName)
      if (group.deletionProtected) throw protectedGroup()
      streamsOf(group).delete(txn, logStreamName)
      return { group: group.id, stream: stream.id }
    })
    // A search of the group would still find them.
    await dropAll(() => events.dropStream(place))
    return {}
  },
})
