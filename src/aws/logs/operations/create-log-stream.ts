/** CreateLogStream: a stream of a group, to which events are put. */
import type { Operation } from '../../protocol/index.ts'
import { onStream } from '../authorize.ts'
import type { LogsContext } from '../context.ts'
import { addStream, newId, requireGroup } from '../store.ts'

export interface StreamInput {
  readonly logGroupName: string
  readonly logStreamName: string
}

export const createLogStream = (context: LogsContext): Operation<StreamInput, object> => ({
  authorize: ({ logGroupName: group, logStreamName: stream }, call) => [
    onStream(context.store, 'CreateLogStream', { group, stream }, call),
  ],
  invoke: async ({ logGroupName, logStreamName: name }, call) => {
    const stream = { id: newId(context), name, createdAt: call.now }
    await context.store.write((txn) => addStream(txn, requireGroup(txn, call, logGroupName), stream))
    return {}
  },
})
