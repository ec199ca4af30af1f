/** The resources of an event, in CloudTrail's own order and letters. */
import type { CallNotes } from '../../protocol/index.ts'

export interface TrailResource {
  readonly accountId: string
  readonly type: string
  readonly ARN: string
}

export const trailResources = (resources: CallNotes['resources']): readonly TrailResource[] | undefined =>
  resources.length === 0
    ? undefined
    : resources.map(({ arn, accountId, type }) => ({ accountId, type, ARN: arn }))
