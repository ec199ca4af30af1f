/** Trails as the answers show them. */
import { hasOwnSelectors } from '../selectors/selectors.ts'
import { type Trail, trailArn } from './trail.ts'

/** What CreateTrail and UpdateTrail answer. */
export const settingsOutput = (trail: Trail) => ({
  Name: trail.name,
  S3BucketName: trail.bucket,
  ...(trail.prefix !== undefined && { S3KeyPrefix: trail.prefix }),
  IncludeGlobalServiceEvents: trail.globalEvents,
  IsMultiRegionTrail: trail.multiRegion,
  TrailARN: trailArn(trail),
  ...(trail.logs && {
    CloudWatchLogsLogGroupArn: trail.logs.group,
    CloudWatchLogsRoleArn: trail.logs.role,
  }),
  LogFileValidationEnabled: trail.validated,
  IsOrganizationTrail: trail.organization !== undefined,
})

export const trailOutput = (trail: Trail) => ({
  ...settingsOutput(trail),
  HomeRegion: trail.homeRegion,
  HasCustomEventSelectors: hasOwnSelectors(trail.selectors),
  HasInsightSelectors: false,
})
