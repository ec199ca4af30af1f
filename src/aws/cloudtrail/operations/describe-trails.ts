/** DescribeTrails: those that are named, or all that are seen from this region; unknown ones are left out. */
import type { Operation } from '../../protocol/index.ts'
import type { CloudTrailContext } from '../context.ts'
import { onAll } from '../trails/authorize.ts'
import { findOrganizationTrail, organizationTrails } from '../trails/organization.ts'
import { trailOutput } from '../trails/output.ts'
import { findTrail, isSeenFrom, trailsOfAccount } from '../trails/store.ts'

export interface DescribeTrailsInput {
  readonly trailNameList?: readonly string[]
  /** Whether trails whose home is elsewhere are told as well; true when absent. */
  readonly includeShadowTrails?: boolean
}

export const describeTrails = (context: CloudTrailContext): Operation<DescribeTrailsInput> => ({
  authorize: () => [onAll('DescribeTrails')],
  invoke: ({ trailNameList: names = [], includeShadowTrails: shadows = true }, call) => {
    const { store } = context
    const asked =
      names.length > 0
        ? names.flatMap(
            (name) => findOrganizationTrail(context, name, call) ?? findTrail(store, name, call) ?? [],
          )
        : [
            ...trailsOfAccount(store, call.account).filter((trail) => isSeenFrom(call, trail)),
            ...organizationTrails(context, call),
          ]
    return {
      trailList: asked
        .filter(({ homeRegion }) => shadows || homeRegion === call.region)
        .map((trail) => trailOutput(trail)),
    }
  },
})
