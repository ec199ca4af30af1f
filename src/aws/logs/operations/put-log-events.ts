/** PutLogEvents: events for a stream, kept when the answer comes: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
import type { Operation } from '../../protocol/index.ts'
import { onStream } from '../authorize.ts'
import type { LogsContext } from '../context.ts'
import { invalidParameter } from '../errors.ts'
import { eventOverhead } from '../events/event-file.ts'
import { sequenceToken } from '../outputs.ts'
import { oldestKept } from '../retention.ts'
import { type LogGroup, requireGroup, requireStream } from '../store.ts'

export interface LogEvent {
  readonly timestamp: number
  readonly message: string
}

export interface PutLogEventsInput {
  readonly logGroupName: string
  readonly logStreamName: string
  readonly logEvents: readonly LogEvent[]
  /** Not looked at any more, as AWS does since 2023. */
  readonly sequenceToken?: string
}

export interface PutLogEventsOutput {
  readonly nextSequenceToken: string
  readonly rejectedLogEventsInfo?: RejectedEvents
}

export interface RejectedEvents {
  readonly tooNewLogEventStartIndex?: number
  readonly tooOldLogEventEndIndex?: number
  readonly expiredLogEventEndIndex?: number
}

const mostBytes = 1_048_576
const day = 86_400_000
const oldest = 14 * day
const newest = 2 * 3_600_000

export const putLogEvents = ({
  store,
  events,
}: LogsContext): Operation<PutLogEventsInput, PutLogEventsOutput> => ({
  authorize: ({ logGroupName: group, logStreamName: stream }, call) => [
    onStream(store, 'PutLogEvents', { group, stream }, call),
  ],
  invoke: async ({ logGroupName, logStreamName, logEvents }, call) => {
    // CloudTrail tells nothing of what is in them.
    call.notes.untrailed = 'CloudTrail keeps PutLogEvents as a data event, which nobody has asked for'
    const group = requireGroup(store, call, logGroupName)
    const stream = requireStream(store, group, logStreamName)
    checkBatch(logEvents)
    const { accepted, rejected } = sortOut(logEvents, group, call.now)
    if (accepted.length > 0)
      await events.append([{ group: group.id, stream: stream.id, ingestedAt: call.now, events: accepted }])
    return {
      nextSequenceToken: sequenceToken(stream),
      ...(rejected && { rejectedLogEventsInfo: rejected }),
    }
  },
})

function checkBatch(batch: readonly LogEvent[]): void {
  let bytes = 0
  let before = 0
  for (const { timestamp, message } of batch) {
    if (timestamp < before)
      throw invalidParameter('Log events in a single PutLogEvents request must be in chronological order.')
    before = timestamp
    const size = Buffer.byteLength(message) + eventOverhead
    if (size > mostBytes)
      throw invalidParameter(`Log event too large: ${size} bytes exceeds limit of ${mostBytes}`)
    bytes += size
  }
  if (bytes > mostBytes)
    throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${mostBytes}`)
  if (before - (batch[0]?.timestamp ?? before) > day)
    throw invalidParameter(
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    )
}

/** The batch is in order, so what is refused stands at its ends. */
function sortOut(
  batch: readonly LogEvent[],
  group: LogGroup,
  now: number,
): { readonly accepted: readonly LogEvent[]; readonly rejected?: RejectedEvents } {
  const countBefore = (time: number): number => {
    const at = batch.findIndex(({ timestamp }) => timestamp >= time)
    return at === -1 ? batch.length : at
  }
  const tooOld = countBefore(now - oldest)
  const expired = countBefore(oldestKept(group, now))
  const tooNew = countBefore(now + newest + 1)
  const accepted = batch.slice(Math.max(tooOld, expired), tooNew)
  if (accepted.length === batch.length) return { accepted }
  return {
    accepted,
    rejected: {
      ...(tooNew < batch.length && { tooNewLogEventStartIndex: tooNew }),
      ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
      ...(expired > tooOld && { expiredLogEventEndIndex: expired }),
    },
  }
}
