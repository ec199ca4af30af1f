/** PutRetentionPolicy: for how many days a group keeps its events. */
import type { Operation } from '../../protocol/index.ts'
import { onStream } from '../authorize.ts'
import type { LogsContext } from '../context.ts'
import { invalidParameter } from '../errors.ts'
import { dropAll, oldestKept, retentionDays } from '../retention.ts'
import { groupsOf, requireGroup } from '../store.ts'

export interface PutRetentionPolicyInput {
  readonly logGroupName: string
  readonly retentionInDays: number
}

export const putRetentionPolicy = ({
  store,
  events,
  clock,
  onFault,
}: LogsContext): Operation<PutRetentionPolicyInput, object> => ({
  authorize: ({ logGroupName: group }, call) => [onStream(store, 'PutRetentionPolicy', { group }, call)],
  invoke: async ({ logGroupName, retentionInDays }, call) => {
    if (!retentionDays.includes(retentionInDays))
      throw invalidParameter(
        `1 validation error detected: Value '${retentionInDays}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${retentionDays.join(', ')}]`,
      )
    const { result: group } = await store.write((txn) => {
      const changed = { ...requireGroup(txn, call, logGroupName), retentionInDays }
      groupsOf(call).put(txn, logGroupName, changed)
      return changed
    })
    // Nobody is shown them from now on; they leave the disk meanwhile.
    dropAll(() => events.dropOlder(group.id, oldestKept(group, clock()))).catch(onFault)
    return {}
  },
})
