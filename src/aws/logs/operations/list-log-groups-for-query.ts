/** ListLogGroupsForQuery: which groups a query looked at. */
import type { Operation } from '../../protocol/index.ts'
import { onAnyGroup } from '../authorize.ts'
import type { LogsContext } from '../context.ts'
import { requireQuery } from './own-queries.ts'
import { pageOf } from '../page.ts'

export interface ListLogGroupsForQueryInput {
  readonly queryId: string
  readonly nextToken?: string
  readonly maxResults?: number
}

export interface ListLogGroupsForQueryOutput {
  readonly logGroupIdentifiers: readonly string[]
  readonly nextToken?: string
}

const mostResults = 50

export const listLogGroupsForQuery = (
  context: LogsContext,
): Operation<ListLogGroupsForQueryInput, ListLogGroupsForQueryOutput> => ({
  authorize: (_, call) => [onAnyGroup('ListLogGroupsForQuery', call)],
  invoke: ({ queryId, nextToken, maxResults: limit = mostResults }, call) => {
    const items = requireQuery(context, queryId, call).groups.toSorted()
    const page = pageOf({ items, keyOf: (name) => name, nextToken, limit, question: queryId })
    return { logGroupIdentifiers: page.items, ...page.more }
  },
})
