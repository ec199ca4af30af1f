/** StartQuery: begins a query of CloudWatch Logs Insights over groups. */
import { newUuid } from '../../../kit/index.ts'
import { arnOf } from '../../../policy/index.ts'
import type { Call, Operation } from '../../protocol/index.ts'
import { onStream } from '../authorize.ts'
import type { LogsContext } from '../context.ts'
import { invalidParameter, limitExceeded, malformedQuery, notImplemented } from '../errors.ts'
import { QueryError, UnbuiltCommand } from '../insights/query-error.ts'
import { readQuery } from '../insights/read-query.ts'
import type { QueriedGroup } from '../insights/query-worker.ts'
import { usualLimit } from '../insights/run-query.ts'
import type { Query } from '../insights/syntax.ts'
import { oldestKept } from '../retention.ts'
import { type LogGroup, ownGroupName, requireGroup, streamsOf } from '../store.ts'

export interface StartQueryInput {
  readonly queryLanguage?: string
  readonly logGroupName?: string
  readonly logGroupNames?: readonly string[]
  readonly logGroupIdentifiers?: readonly string[]
  readonly startTime: number
  readonly endTime: number
  readonly queryString: string
  readonly limit?: number
}

const mostGroups = 50

export const startQuery = (
  context: LogsContext,
): Operation<StartQueryInput, { readonly queryId: string }> => ({
  authorize: (input, call) =>
    groupNamesIn(input, call).map((group) => onStream(context.store, 'StartQuery', { group }, call)),
  invoke: async (input, call) => {
    const { store, events, queries, random } = context
    if ((input.queryLanguage ?? 'CWLI') !== 'CWLI')
      throw notImplemented(`logs:StartQuery in ${input.queryLanguage}`)
    const query = readOrRefuse(input.queryString)
    const groups = groupNamesIn(input, call).map((name) => requireGroup(store, call, name))
    const [from, to] = [toMilliseconds(input.startTime), endOf(input.endTime)]
    if (from > to) throw invalidParameter('End time should not be before start time.')
    refuseBeforeCreation(input, groups, call, to)
    // The thread finds the file there even if nobody has put an event yet.
    await events.bytesOf([])
    const id = newUuid(random)
    const facts = {
      id,
      account: call.account,
      region: call.region,
      text: input.queryString,
      groups: groups.map(({ name }) => name),
      owner: arnOf(call.caller.principal),
      createdAt: call.now,
    }
    const queried = groups.map((group): QueriedGroup => ({
      id: group.id,
      log: `${group.account}:${group.name}`,
      streams: new Map(
        streamsOf(group)
          .list(store)
          .map(({ value }) => [value.id, value.name]),
      ),
      from: Math.max(from, oldestKept(group, call.now)),
      to,
    }))
    const work = { path: events.path, query, limit: input.limit ?? limitIn(query), groups: queried }
    if (!queries.start(facts, work))
      throw limitExceeded('Account maximum query concurrency limit of [100] reached.')
    return { queryId: id }
  },
})

/** A limit in the query counts for more than one beside it, and both for more than the usual one. */
const limitIn = (query: Query): number =>
  query.findLast((command) => command.kind === 'limit')?.count ?? usualLimit

function groupNamesIn(input: StartQueryInput, call: Call): readonly string[] {
  const { logGroupName, logGroupNames, logGroupIdentifiers } = input
  const given = [logGroupName, logGroupNames, logGroupIdentifiers].filter((each) => each !== undefined)
  if (given.length !== 1)
    throw invalidParameter(
      'Exactly one of logGroupName, logGroupNames and logGroupIdentifiers must be specified.',
    )
  const names = [given[0]!].flat().map((identifier) => ownGroupName(identifier, call))
  if (names.length === 0 || names.length > mostGroups)
    throw invalidParameter(`A query takes 1 to ${mostGroups} log groups.`)
  return [...new Set(names)]
}

function readOrRefuse(text: string): Query {
  try {
    return readQuery(text)
  } catch (fault) {
    if (fault instanceof QueryError) throw malformedQuery(fault)
    if (fault instanceof UnbuiltCommand) throw notImplemented(fault.message)
    throw fault
  }
}

/** Seconds; what can only be milliseconds is taken as such. */
const toMilliseconds = (time: number): number => (time > 100_000_000_000 ? time : time * 1000)

/** The whole of the last second. */
const endOf = (time: number): number =>
  Math.min(Number.MAX_SAFE_INTEGER, time > 100_000_000_000 ? time : time * 1000 + 999)

function refuseBeforeCreation(
  { queryString }: StartQueryInput,
  groups: readonly LogGroup[],
  { now }: Call,
  to: number,
): void {
  const isSeen = (group: LogGroup): boolean => to >= group.createdAt && to >= oldestKept(group, now)
  if (groups.some(isSeen)) return
  throw malformedQuery({
    message:
      "Query's end date and time is either before the log groups creation time or exceeds the log groups log retention settings",
    start: 0,
    end: queryString.length,
  })
}
