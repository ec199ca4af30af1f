/** PutLogGroupDeletionProtection: whether a group can be deleted. */
import type { Operation } from '../../protocol/index.ts'
import { onStream } from '../authorize.ts'
import type { LogsContext } from '../context.ts'
import { groupsOf, ownGroupName, requireGroup } from '../store.ts'

export interface PutLogGroupDeletionProtectionInput {
  readonly logGroupIdentifier: string
  readonly deletionProtectionEnabled: boolean
}

export const putLogGroupDeletionProtection = ({
  store,
}: LogsContext): Operation<PutLogGroupDeletionProtectionInput, object> => ({
  authorize: ({ logGroupIdentifier }, call) => [
    onStream(store, 'PutLogGroupDeletionProtection', { group: ownGroupName(logGroupIdentifier, call) }, call),
  ],
  invoke: async ({ logGroupIdentifier, deletionProtectionEnabled }, call) => {
    const name = ownGroupName(logGroupIdentifier, call)
    await store.write((txn) =>
      groupsOf(call).put(txn, name, {
        ...requireGroup(txn, call, name),
        deletionProtected: deletionProtectionEnabled,
      }),
    )
    return {}
  },
})
