/** CloudTrail: the events of all calls, kept and looked up. */
export type { CloudTrailNeeds, TrailEvent } from './needs.ts'
export type { CloudTrail } from './service.ts'
export { createCloudTrail } from './service.ts'
