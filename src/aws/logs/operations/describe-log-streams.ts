/** DescribeLogStreams: the streams of a group, by name or by their last event. */
import type { Operation } from '../../protocol/index.ts'
import { onStream } from '../authorize.ts'
import type { LogsContext } from '../context.ts'
import { invalidParameter } from '../errors.ts'
import { streamOutput } from '../outputs.ts'
import { pageOf } from '../page.ts'
import { type GroupInput, groupNameOf, requireGroup, streamsOf } from '../store.ts'

export interface DescribeLogStreamsInput extends GroupInput {
  readonly logStreamNamePrefix?: string
  readonly orderBy?: 'LogStreamName' | 'LastEventTime'
  readonly descending?: boolean
  readonly nextToken?: string
  readonly limit?: number
}

export interface DescribeLogStreamsOutput {
  readonly logStreams: readonly ReturnType<typeof streamOutput>[]
  readonly nextToken?: string
}

const mostStreams = 50

export const describeLogStreams = ({
  store,
  events,
}: LogsContext): Operation<DescribeLogStreamsInput, DescribeLogStreamsOutput> => ({
  authorize: (input, call) => [
    onStream(store, 'DescribeLogStreams', { group: groupNameOf(input, call) }, call),
  ],
  invoke: async (input, call) => {
    const { nextToken, limit = mostStreams, ...question } = input
    const { logStreamNamePrefix: prefix = '', orderBy = 'LogStreamName', descending = false } = input
    if (orderBy === 'LastEventTime' && input.logStreamNamePrefix !== undefined)
      throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.')
    const group = requireGroup(store, call, groupNameOf(input, call))
    const facts = new Map((await events.streamsOf(group.id)).map((each) => [each.stream, each]))
    // Streams with equal times go by their names; one without events counts as the oldest.
    const timeOf = (id: string): string => String(facts.get(id)?.lastEvent ?? 0).padStart(16, '0')
    const direction = descending ? -1 : 1
    const items = streamsOf(group)
      .list(store)
      .map(({ value: stream }) => ({
        stream,
        key: orderBy === 'LogStreamName' ? stream.name : `${timeOf(stream.id)} ${stream.name}`,
      }))
      .filter(({ stream }) => stream.name.startsWith(prefix))
      .toSorted((a, b) => (a.key < b.key ? -direction : direction))
    const page = pageOf({ items, keyOf: ({ key }) => key, nextToken, limit, question, descending })
    return {
      logStreams: page.items.map(({ stream }) => streamOutput(group, stream, facts.get(stream.id))),
      ...page.more,
    }
  },
})
