/** Puts events into the log group of a trail, and notes how that went: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html */
import type { CloudTrailNeeds } from '../needs.ts'
import { logStreamOf } from '../trails/log-group.ts'
import { noteStatus } from '../trails/store.ts'
import type { Trail } from '../trails/trail.ts'
import type { Batch } from './outbox.ts'
import { refusalOf } from './refusal.ts'

/** Bytes: CloudTrail sends no larger event there. */
const largestEvent = 256 * 1024

export type LogsNeeds = Pick<CloudTrailNeeds, 'store' | 'clock' | 'logs' | 'onFault'>

/** A trail that wants no logs any more is done with. */
export async function deliverToLogs(needs: LogsNeeds, trail: Trail, batch: Batch): Promise<boolean> {
  const { store, clock, logs, onFault } = needs
  const stream = logStreamOf(trail, batch.account)
  if (stream === undefined) return true
  const attemptedAt = clock()
  const messages = batch.lines.filter((line) => Buffer.byteLength(line) <= largestEvent)
  const error = await refusalOf(onFault, () => logs.put(stream, messages))
  await noteStatus(store, trail, {
    logsError: error,
    ...(error === undefined && { logsAt: attemptedAt }),
  })
  return error === undefined
}
