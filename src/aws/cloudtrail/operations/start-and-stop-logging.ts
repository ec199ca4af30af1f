/** StartLogging and StopLogging: whether a trail holds what happens from now on. */
import type { Operation } from '../../protocol/index.ts'
import type { CloudTrailContext } from '../context.ts'
import { onTrail } from '../trails/authorize.ts'
import { idOf, requireTrailAtHome, trails } from '../trails/store.ts'
import type { Trail } from '../trails/trail.ts'
import type { TrailInput } from './get-trail.ts'

const switching =
  (action: string, change: (trail: Trail, now: number) => Trail) =>
  ({ store }: CloudTrailContext): Operation<TrailInput> => ({
    authorize: ({ Name }, call) => [onTrail(store, action, Name, call)],
    invoke: async ({ Name }, call) => {
      await store.write((txn) => {
        const trail = requireTrailAtHome(txn, Name, call)
        trails(call.account).put(txn, idOf(trail), change(trail, call.now))
      })
      return {}
    },
  })

export const startLogging = switching('StartLogging', (trail, now) =>
  trail.logging ? trail : { ...trail, logging: true, startedAt: now },
)

export const stopLogging = switching('StopLogging', (trail, now) =>
  trail.logging ? { ...trail, logging: false, stoppedAt: now } : trail,
)
