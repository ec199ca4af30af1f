/** What every operation on trails works with. */
import type { CloudTrailNeeds } from './needs.ts'

export type CloudTrailContext = Pick<
  CloudTrailNeeds,
  'store' | 'clock' | 'buckets' | 'logs' | 'keyWrap' | 'organizationOf'
>
