/** DeleteRetentionPolicy: a group keeps its events for good. */
import type { Operation } from '../../protocol/index.ts'
import { onStream } from '../authorize.ts'
import type { LogsContext } from '../context.ts'
import { groupsOf, requireGroup } from '../store.ts'

export const deleteRetentionPolicy = ({
  store,
}: LogsContext): Operation<{ readonly logGroupName: string }, object> => ({
  authorize: ({ logGroupName: group }, call) => [onStream(store, 'DeleteRetentionPolicy', { group }, call)],
  invoke: async ({ logGroupName }, call) => {
    await store.write((txn) => {
      const { retentionInDays: _, ...kept } = requireGroup(txn, call, logGroupName)
      groupsOf(call).put(txn, logGroupName, kept)
    })
    return {}
  },
})
