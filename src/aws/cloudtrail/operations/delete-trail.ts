/** DeleteTrail: the files that it delivered stay, and what came before is still delivered. */
import type { Operation } from '../../protocol/index.ts'
import type { CloudTrailContext } from '../context.ts'
import { onTrail } from '../trails/authorize.ts'
import { idOf, requireTrailAtHome, statuses, statusId, trails } from '../trails/store.ts'
import type { TrailInput } from './get-trail.ts'

export const deleteTrail = ({ store }: CloudTrailContext): Operation<TrailInput> => ({
  authorize: ({ Name }, call) => [onTrail(store, 'DeleteTrail', Name, call)],
  invoke: async ({ Name }, call) => {
    await store.write((txn) => {
      const trail = requireTrailAtHome(txn, Name, call)
      trails(call.account).delete(txn, idOf(trail))
      statuses.delete(txn, statusId(trail))
    })
    return {}
  },
})
