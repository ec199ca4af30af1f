/** What every operation on trails works with. */
import type { Delivery } from './delivery/delivery.ts'
import type { CloudTrailNeeds } from './needs.ts'

export interface CloudTrailContext extends Pick<CloudTrailNeeds, 'store' | 'clock' | 'buckets' | 'keyWrap'> {
  readonly delivery: Delivery
}
