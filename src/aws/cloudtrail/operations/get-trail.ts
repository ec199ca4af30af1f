/** GetTrail: the settings of one trail. */
import type { Operation } from '../../protocol/index.ts'
import type { CloudTrailContext } from '../context.ts'
import { onTrail } from '../trails/authorize.ts'
import { findOrganizationTrail } from '../trails/organization.ts'
import { trailOutput } from '../trails/output.ts'
import { requireTrail } from '../trails/store.ts'

export interface TrailInput {
  /** A name or an ARN. */
  readonly Name: string
}

export const getTrail = (context: CloudTrailContext): Operation<TrailInput> => ({
  authorize: ({ Name }, call) => [onTrail(context.store, 'GetTrail', Name, call)],
  invoke: ({ Name }, call) => ({
    Trail: trailOutput(findOrganizationTrail(context, Name, call) ?? requireTrail(context.store, Name, call)),
  }),
})
