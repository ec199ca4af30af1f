/** GetLogGroupFields: which fields the events of some minutes hold, and in how many of a hundred. */
import type { Operation } from '../../protocol/index.ts'
import { onStream } from '../authorize.ts'
import type { LogsContext } from '../context.ts'
import { fieldsOf } from '../insights/fields.ts'
import { oldestKept } from '../retention.ts'
import { type GroupInput, groupNameOf, requireGroup } from '../store.ts'

export interface GetLogGroupFieldsInput extends GroupInput {
  /** Seconds; the minutes before and behind it are looked at, the last quarter of an hour when absent. */
  readonly time?: number
}

export interface GetLogGroupFieldsOutput {
  readonly logGroupFields: readonly { readonly name: string; readonly percent: number }[]
}

const minute = 60_000
const ownFields = ['@ingestionTime', '@log', '@logStream', '@message', '@timestamp']
/** A sample is enough to tell. */
const mostEvents = 1000

export const getLogGroupFields = ({
  store,
  events,
}: LogsContext): Operation<GetLogGroupFieldsInput, GetLogGroupFieldsOutput> => ({
  authorize: (input, call) => [
    onStream(store, 'GetLogGroupFields', { group: groupNameOf(input, call) }, call),
  ],
  invoke: async (input, call) => {
    const group = requireGroup(store, call, groupNameOf(input, call))
    const time = input.time === undefined ? undefined : input.time * 1000
    const page = await events.read({
      group: group.id,
      from: Math.max(
        time === undefined ? call.now - 15 * minute : time - 8 * minute,
        oldestKept(group, call.now),
      ),
      to: time === undefined ? call.now : time + 8 * minute,
      newestFirst: true,
      limit: mostEvents,
      mostBytes: 8 * 1024 * 1024,
    })
    const counts = new Map<string, number>()
    const names = page.flatMap(({ message }) => [...ownFields, ...fieldsOf(message).map(([name]) => name)])
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
    return {
      logGroupFields: [...counts].map(([name, count]) => ({
        name,
        percent: Math.round((100 * count) / page.length),
      })),
    }
  },
})
