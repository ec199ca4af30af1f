/** DeleteLogGroup: the group goes, with its streams and their events. */
import type { Operation } from '../../protocol/index.ts'
import { onStream } from '../authorize.ts'
import type { LogsContext } from '../context.ts'
import { protectedGroup } from '../errors.ts'
import { dropAll } from '../retention.ts'
import { groupsOf, requireGroup, streamsOf } from '../store.ts'

export const deleteLogGroup = (
  context: LogsContext,
): Operation<{ readonly logGroupName: string }, object> => ({
  authorize: ({ logGroupName: group }, call) => [onStream(context.store, 'DeleteLogGroup', { group }, call)],
  invoke: async ({ logGroupName }, call) => {
    const { store, events, onFault } = context
    const { result: group } = await store.write((txn) => {
      const found = requireGroup(txn, call, logGroupName)
      if (found.deletionProtected) throw protectedGroup()
      for (const { key } of streamsOf(found).list(txn)) txn.delete(key)
      groupsOf(call).delete(txn, logGroupName)
      return found
    })
    // Nobody can name them any more; what a crash leaves of them the next sweep finds.
    dropAll(() => events.dropOlder(group.id, Number.MAX_SAFE_INTEGER)).catch(onFault)
    return {}
  },
})
