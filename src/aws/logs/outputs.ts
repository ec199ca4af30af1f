/** Log groups, streams and events as answers show them. */
import { groupAndStreamsArn, groupArn, streamArn } from './arns.ts'
import type { StoredEvent, StreamFacts } from './events/event-file.ts'
import type { LogGroup, LogStream } from './store.ts'

export const groupOutput = (group: LogGroup, storedBytes: number) => ({
  logGroupName: group.name,
  creationTime: group.createdAt,
  ...(group.retentionInDays !== undefined && { retentionInDays: group.retentionInDays }),
  metricFilterCount: 0,
  arn: groupAndStreamsArn(group, group.name),
  storedBytes,
  logGroupClass: group.class,
  logGroupArn: groupArn(group, group.name),
  deletionProtectionEnabled: group.deletionProtected ?? false,
})

/** AWS tells no stream's size since 2019. */
export const streamOutput = (group: LogGroup, stream: LogStream, facts: StreamFacts | undefined) => ({
  logStreamName: stream.name,
  creationTime: stream.createdAt,
  ...(facts && {
    firstEventTimestamp: facts.firstEvent,
    lastEventTimestamp: facts.lastEvent,
    lastIngestionTime: facts.lastIngestion,
  }),
  uploadSequenceToken: sequenceToken(stream),
  arn: streamArn(group, group.name, stream.name),
  storedBytes: 0,
})

/** 56 digits, which no call asks for any more. */
export const sequenceToken = ({ id, createdAt }: LogStream): string =>
  `4964${BigInt(`0x${id}`).toString()}${createdAt}`.padEnd(56, '0').slice(0, 56)

export const eventOutput = ({ timestamp, message, ingestedAt }: StoredEvent) => ({
  timestamp,
  message,
  ingestionTime: ingestedAt,
})
