/** CloudTrail: the events of all calls, kept and looked up, and the trails that deliver them to buckets. */
export type {
  CloudTrailNeeds,
  LogsObstacle,
  TrailBuckets,
  TrailEvent,
  TrailLogs,
  TrailObject,
  TrailStream,
} from './needs.ts'
export type { CloudTrail } from './service.ts'
export { createCloudTrail } from './service.ts'
