/** FilterLogEvents: the events of a group that fit a pattern, by their time. */
import type { Operation } from '../../protocol/index.ts'
import { onStream } from '../authorize.ts'
import type { LogsContext } from '../context.ts'
import { invalidParameter, invalidToken } from '../errors.ts'
import type { StoredEvent } from '../events/event-file.ts'
import { eventIdOf, type Position, positionOf } from '../events/position.ts'
import { eventOutput } from '../outputs.ts'
import { readToken, writeToken } from '../page.ts'
import { oldestKept } from '../retention.ts'
import {
  type GroupInput,
  groupNameOf,
  type LogStream,
  requireGroup,
  requireStream,
  streamsOf,
} from '../store.ts'
import { compilePatternOrRefuse } from './compile-pattern-or-refuse.ts'

export interface FilterLogEventsInput extends GroupInput {
  readonly logStreamNames?: readonly string[]
  readonly logStreamNamePrefix?: string
  readonly startTime?: number
  readonly endTime?: number
  readonly filterPattern?: string
  readonly nextToken?: string
  readonly limit?: number
  readonly interleaved?: boolean
}

export interface FilterLogEventsOutput {
  readonly events: readonly (ReturnType<typeof eventOutput> & {
    readonly logStreamName: string
    readonly eventId: string
  })[]
  /** AWS leaves it empty nowadays. */
  readonly searchedLogStreams: readonly never[]
  readonly nextToken?: string
}

const mostEvents = 10_000
const mostBytes = 1_048_576
/** A call looks at so many bytes at most; as in AWS an answer may hold few events, or none, and a token. */
const mostLookedAt = 16 * 1_048_576

export const filterLogEvents = ({
  store,
  events,
}: LogsContext): Operation<FilterLogEventsInput, FilterLogEventsOutput> => ({
  authorize: (input, call) => [onStream(store, 'FilterLogEvents', { group: groupNameOf(input, call) }, call)],
  invoke: async (input, call) => {
    const { startTime = 0, endTime = Number.MAX_SAFE_INTEGER, nextToken, limit = mostEvents, ...rest } = input
    const group = requireGroup(store, call, groupNameOf(input, call))
    const matches = compilePatternOrRefuse(input.filterPattern ?? '')
    const streams = chooseStreams(
      input,
      streamsOf(group)
        .list(store)
        .map(({ value }) => value),
      (name) => requireStream(store, group, name),
    )
    if (startTime > endTime) throw invalidParameter('endTime must be greater than or equal to startTime.')
    // Watchers ask on with a later start and the same token.
    const question = [group.id, rest.filterPattern, rest.logStreamNames, rest.logStreamNamePrefix]
    let beyond = nextToken === undefined ? undefined : readPosition(nextToken, question)
    const names = new Map(streams.map(({ id, name }) => [id, name]))
    const isAll = input.logStreamNames === undefined && input.logStreamNamePrefix === undefined
    const found: StoredEvent[] = []
    let [bytes, lookedAt] = [0, 0]
    for (;;) {
      const page = await events.read({
        group: group.id,
        ...(isAll ? {} : { streams: [...names.keys()] }),
        from: Math.max(startTime, oldestKept(group, call.now)),
        to: endTime,
        ...(beyond && { beyond }),
        limit: 1000,
        mostBytes,
      })
      const last = page.at(-1)
      if (last === undefined) return answer(found, names)
      for (const event of page) {
        const size = Buffer.byteLength(event.message)
        const fits = names.has(event.stream) && matches(event.message) !== undefined
        const isFull = found.length === limit || (found.length > 0 && bytes + size > mostBytes)
        if (fits && isFull) return answer(found, names, writePosition(beyond, question))
        if (fits) {
          found.push(event)
          bytes += size
        }
        beyond = event
        lookedAt += size
      }
      if (lookedAt > mostLookedAt) return answer(found, names, writePosition(last, question))
    }
  },
})

function chooseStreams(
  { logStreamNames: named, logStreamNamePrefix: prefix = '' }: FilterLogEventsInput,
  all: readonly LogStream[],
  require: (name: string) => LogStream,
): readonly LogStream[] {
  if (named !== undefined && prefix !== '')
    throw invalidParameter('logStreamNames and logStreamNamePrefix are mutually exclusive parameters.')
  return named?.map(require) ?? all.filter(({ name }) => name.startsWith(prefix))
}

const answer = (
  found: readonly StoredEvent[],
  names: ReadonlyMap<string, string>,
  nextToken?: string,
): FilterLogEventsOutput => ({
  events: found.map((event) => ({
    logStreamName: names.get(event.stream)!,
    ...eventOutput(event),
    eventId: eventIdOf(event),
  })),
  searchedLogStreams: [],
  ...(nextToken !== undefined && { nextToken }),
})

const writePosition = (position: Position | undefined, question: unknown): string =>
  writeToken(eventIdOf(position ?? { timestamp: 0, id: 0 }), question)

function readPosition(token: string, question: unknown): Position {
  const position = positionOf(readToken(token, question))
  if (position === undefined) throw invalidToken()
  return position
}
