/** ListTrails: all trails of the account, wherever their home is. */
import type { Operation } from '../../protocol/index.ts'
import type { CloudTrailContext } from '../context.ts'
import { onAll } from '../trails/authorize.ts'
import { trailsOfAccount } from '../trails/store.ts'
import { trailArn } from '../trails/trail.ts'

/** There are never so many that a second page would be needed, so a token is answered with nothing more. */
export const listTrails = ({ store }: CloudTrailContext): Operation<{ readonly NextToken?: string }> => ({
  authorize: () => [onAll('ListTrails')],
  invoke: ({ NextToken }, { account }) => ({
    Trails:
      NextToken !== undefined
        ? []
        : trailsOfAccount(store, account).map((trail) => ({
            TrailARN: trailArn(trail),
            Name: trail.name,
            HomeRegion: trail.homeRegion,
          })),
  }),
})
