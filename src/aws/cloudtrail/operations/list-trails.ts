/** ListTrails: all trails of the account, wherever their home is. */
import type { Operation } from '../../protocol/index.ts'
import type { CloudTrailContext } from '../context.ts'
import { onAll } from '../trails/authorize.ts'
import { organizationTrails } from '../trails/organization.ts'
import { trailsOfAccount } from '../trails/store.ts'
import { trailArn } from '../trails/trail.ts'

/** There are never so many that a second page would be needed, so a token is answered with nothing more. */
export const listTrails = (context: CloudTrailContext): Operation<{ readonly NextToken?: string }> => ({
  authorize: () => [onAll('ListTrails')],
  invoke: ({ NextToken }, call) => ({
    Trails:
      NextToken !== undefined
        ? []
        : [...trailsOfAccount(context.store, call.account), ...organizationTrails(context, call)].map(
            (trail) => ({
              TrailARN: trailArn(trail),
              Name: trail.name,
              HomeRegion: trail.homeRegion,
            }),
          ),
  }),
})
