/** DescribeQueries: the queries of late, the newest first. */
import type { Operation } from '../../protocol/index.ts'
import { onAnyGroup, onStream } from '../authorize.ts'
import type { LogsContext } from '../context.ts'
import { invalidToken } from '../errors.ts'
import type { KeptQuery } from '../insights/queries.ts'
import { readToken, writeToken } from '../page.ts'
import { requireGroup } from '../store.ts'
import { isOwn } from './own-queries.ts'

export interface DescribeQueriesInput {
  readonly logGroupName?: string
  readonly status?: string
  readonly maxResults?: number
  readonly nextToken?: string
  readonly queryLanguage?: string
}

export interface DescribeQueriesOutput {
  readonly queries: readonly ReturnType<typeof queryOutput>[]
  readonly nextToken?: string
}

const mostResults = 1000

export const describeQueries = ({
  store,
  queries,
}: LogsContext): Operation<DescribeQueriesInput, DescribeQueriesOutput> => ({
  authorize: ({ logGroupName: group }, call) => [
    group === undefined
      ? onAnyGroup('DescribeQueries', call)
      : onStream(store, 'DescribeQueries', { group }, call),
  ],
  invoke: (input, call) => {
    const { logGroupName, status, maxResults = mostResults, nextToken, queryLanguage = 'CWLI' } = input
    if (logGroupName !== undefined) requireGroup(store, call, logGroupName)
    const question = [logGroupName, status, queryLanguage]
    const found = queries
      .list()
      .filter(
        (query) =>
          isOwn(query, call) &&
          queryLanguage === 'CWLI' &&
          (logGroupName === undefined || query.groups.includes(logGroupName)) &&
          (status === undefined || query.status === status),
      )
    // A page begins behind the query that ended the one before.
    const after = nextToken === undefined ? -1 : positionIn(found, readToken(nextToken, question))
    const page = found.slice(after + 1, after + 1 + maxResults)
    return {
      queries: page.map(queryOutput),
      ...(after + 1 + maxResults < found.length && { nextToken: writeToken(page.at(-1)!.id, question) }),
    }
  },
})

function positionIn(queries: readonly KeptQuery[], id: string): number {
  const at = queries.findIndex((query) => query.id === id)
  if (at === -1) throw invalidToken()
  return at
}

const queryOutput = ({ id, text, status, createdAt, groups, duration, outcome, owner }: KeptQuery) => ({
  queryLanguage: 'CWLI',
  queryId: id,
  queryString: text,
  status,
  createTime: createdAt,
  ...(groups[0] !== undefined && { logGroupName: groups[0] }),
  ...(duration !== undefined && { queryDuration: duration }),
  ...(outcome && { bytesScanned: outcome.bytesScanned }),
  userIdentity: owner,
})
