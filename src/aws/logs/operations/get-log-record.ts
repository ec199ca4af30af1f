/** GetLogRecord: one event that a query found, with the fields that it holds. */
import type { Operation } from '../../protocol/index.ts'
import { onAnyGroup, onStream } from '../authorize.ts'
import type { LogsContext } from '../context.ts'
import { invalidParameter, noResource } from '../errors.ts'
import { fieldsOf } from '../insights/fields.ts'
import { readPointer } from '../insights/pointer.ts'
import { groupsOf, type LogGroup, streamsOf } from '../store.ts'
import type { Call } from '../../protocol/index.ts'

export interface GetLogRecordInput {
  readonly logRecordPointer: string
}

export interface GetLogRecordOutput {
  readonly logRecord: Readonly<Record<string, string>>
}

export const getLogRecord = ({
  store,
  events,
}: LogsContext): Operation<GetLogRecordInput, GetLogRecordOutput> => {
  const groupOf = (pointer: string, call: Call): LogGroup | undefined => {
    const id = readPointer(pointer)?.group
    return groupsOf(call)
      .list(store)
      .find(({ value }) => value.id === id)?.value
  }
  return {
    authorize: ({ logRecordPointer }, call) => {
      const group = groupOf(logRecordPointer, call)?.name
      return [
        group === undefined
          ? onAnyGroup('GetLogRecord', call)
          : onStream(store, 'GetLogRecord', { group }, call),
      ]
    },
    invoke: async ({ logRecordPointer }, call) => {
      const read = readPointer(logRecordPointer)
      if (read === undefined) throw invalidParameter('The specified logRecordPointer is invalid.')
      const group = groupOf(logRecordPointer, call)
      const event = group && (await events.find(group.id, read.position))
      const stream =
        group &&
        event &&
        streamsOf(group)
          .list(store)
          .find(({ value }) => value.id === event.stream)?.value
      if (group === undefined || event === undefined || stream === undefined) throw noResource()
      return {
        logRecord: {
          ...Object.fromEntries(fieldsOf(event.message)),
          '@ingestionTime': String(event.ingestedAt),
          '@log': `${group.account}:${group.name}`,
          '@logStream': stream.name,
          '@message': event.message,
          '@ptr': logRecordPointer,
          '@timestamp': String(event.timestamp),
        },
      }
    },
  }
}
