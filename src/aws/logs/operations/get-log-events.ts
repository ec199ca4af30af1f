/** GetLogEvents: the events of one stream, forth and back by tokens; the token that was given comes back where there is no more. */
import type { Operation } from '../../protocol/index.ts'
import { onStream } from '../authorize.ts'
import type { LogsContext } from '../context.ts'
import { invalidToken } from '../errors.ts'
import type { StoredEvent } from '../events/event-file.ts'
import { eventIdOf, type Position, positionOf } from '../events/position.ts'
import { eventOutput } from '../outputs.ts'
import { oldestKept } from '../retention.ts'
import { type GroupInput, groupNameOf, requireGroup, requireStream } from '../store.ts'

export interface GetLogEventsInput extends GroupInput {
  readonly logStreamName: string
  readonly startTime?: number
  readonly endTime?: number
  readonly nextToken?: string
  readonly limit?: number
  readonly startFromHead?: boolean
}

export interface GetLogEventsOutput {
  readonly events: readonly ReturnType<typeof eventOutput>[]
  readonly nextForwardToken: string
  readonly nextBackwardToken: string
}

const mostEvents = 10_000
const mostBytes = 1_048_576
/** No event can be so late, and tokens have no room for more. */
const farthest = 4_000_000_000_000

export const getLogEvents = ({
  store,
  events,
}: LogsContext): Operation<GetLogEventsInput, GetLogEventsOutput> => ({
  authorize: (input, call) => [
    onStream(store, 'GetLogEvents', { group: groupNameOf(input, call), stream: input.logStreamName }, call),
  ],
  invoke: async (input, call) => {
    const { startTime = 0, endTime, nextToken, limit = mostEvents } = input
    const group = requireGroup(store, call, groupNameOf(input, call))
    const stream = requireStream(store, group, input.logStreamName)
    const token = nextToken === undefined ? undefined : readToken(nextToken)
    const newestFirst = token === undefined ? input.startFromHead !== true : token.way === 'b'
    const found = await events.read({
      group: group.id,
      streams: [stream.id],
      from: Math.max(startTime, oldestKept(group, call.now)),
      // What has the end's own time is left out.
      to: endTime === undefined ? Number.MAX_SAFE_INTEGER : endTime - 1,
      ...(token && { beyond: token.position }),
      newestFirst,
      limit,
      mostBytes,
    })
    const page = newestFirst ? found.toReversed() : found
    return { events: page.map(eventOutput), ...tokensOf(page, token, startTime) }
  },
})

interface Token {
  readonly way: 'f' | 'b'
  /** What is looked for stands beyond it. */
  readonly position: Position
}

const writeToken = ({ way, position }: Token): string => `${way}/${eventIdOf(position)}/s`

function readToken(text: string): Token {
  const [, way, id = ''] = /^([fb])\/(\d{56})(?:\/s)?$/.exec(text) ?? []
  const position = positionOf(id)
  if (position === undefined) throw invalidToken()
  return { way: way as Token['way'], position }
}

function tokensOf(
  page: readonly StoredEvent[],
  token: Token | undefined,
  startTime: number,
): Pick<GetLogEventsOutput, 'nextForwardToken' | 'nextBackwardToken'> {
  const first = page[0]
  const last = page.at(-1)
  if (first !== undefined && last !== undefined)
    return {
      nextForwardToken: writeToken({ way: 'f', position: last }),
      nextBackwardToken: writeToken({ way: 'b', position: first }),
    }
  const position = token?.position ?? { timestamp: Math.min(startTime, farthest), id: 0 }
  const next = (way: Token['way'], by: number): string =>
    writeToken({ way, position: { ...position, id: Math.max(0, position.id + by) } })
  // At an end: the same token again, and back from there what stands at the end itself.
  return {
    nextForwardToken: next('f', token?.way === 'b' ? -1 : 0),
    nextBackwardToken: next('b', token?.way === 'f' ? 1 : 0),
  }
}
