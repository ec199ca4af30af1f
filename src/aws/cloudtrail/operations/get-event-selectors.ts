/** GetEventSelectors: what a trail holds. */
import type { Operation } from '../../protocol/index.ts'
import type { CloudTrailContext } from '../context.ts'
import { defaultSelectors, selectorsOutput } from '../selectors/selectors.ts'
import { onTrail } from '../trails/authorize.ts'
import { requireTrail } from '../trails/store.ts'
import { trailArn } from '../trails/trail.ts'

export const getEventSelectors = ({
  store,
}: CloudTrailContext): Operation<{ readonly TrailName: string }> => ({
  authorize: ({ TrailName }, call) => [onTrail(store, 'GetEventSelectors', TrailName, call)],
  invoke: ({ TrailName }, call) => {
    const trail = requireTrail(store, TrailName, call)
    return { TrailARN: trailArn(trail), ...selectorsOutput(trail.selectors ?? defaultSelectors) }
  },
})
