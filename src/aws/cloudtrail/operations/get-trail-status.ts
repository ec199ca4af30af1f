/** GetTrailStatus: whether a trail is logging, and how its deliveries go. */
import { isoSeconds } from '../../../kit/index.ts'
import type { Operation } from '../../protocol/index.ts'
import type { CloudTrailContext } from '../context.ts'
import { onTrail } from '../trails/authorize.ts'
import { findOrganizationTrail } from '../trails/organization.ts'
import { requireTrail, statuses, statusId } from '../trails/store.ts'
import type { TrailInput } from './get-trail.ts'

export const getTrailStatus = (context: CloudTrailContext): Operation<TrailInput> => ({
  authorize: ({ Name }, call) => [onTrail(context.store, 'GetTrailStatus', Name, call)],
  invoke: ({ Name }, call) => {
    const { store } = context
    const trail = findOrganizationTrail(context, Name, call) ?? requireTrail(store, Name, call)
    const status = statuses.get(store, statusId(trail))?.value ?? {}
    const { startedAt, stoppedAt } = trail
    const { latestAt, latestError, attemptedAt, logsAt, logsError, digestAt, digestError } = status
    return {
      IsLogging: trail.logging,
      LatestDeliveryError: latestError,
      LatestDeliveryTime: dateOf(latestAt),
      LatestCloudWatchLogsDeliveryError: logsError,
      LatestCloudWatchLogsDeliveryTime: dateOf(logsAt),
      LatestDigestDeliveryTime: dateOf(digestAt),
      LatestDigestDeliveryError: digestError,
      StartLoggingTime: dateOf(startedAt),
      StopLoggingTime: dateOf(stoppedAt),
      // The older members, which AWS answers empty rather than not at all.
      LatestDeliveryAttemptTime: textOf(attemptedAt),
      LatestNotificationAttemptTime: '',
      LatestNotificationAttemptSucceeded: '',
      LatestDeliveryAttemptSucceeded: textOf(latestAt),
      TimeLoggingStarted: textOf(startedAt),
      TimeLoggingStopped: textOf(stoppedAt),
    }
  },
})

const dateOf = (time: number | undefined): Date | undefined =>
  time === undefined ? undefined : new Date(time)

const textOf = (time: number | undefined): string => (time === undefined ? '' : isoSeconds(time))
