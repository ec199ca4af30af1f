/** GetQueryResults: how far a query is and what it has found. */
import type { Operation } from '../../protocol/index.ts'
import { onAnyGroup } from '../authorize.ts'
import type { LogsContext } from '../context.ts'
import { invalidToken } from '../errors.ts'
import type { ResultField } from '../insights/run-query.ts'
import { readToken, writeToken } from '../page.ts'
import { requireQuery } from './own-queries.ts'

export interface GetQueryResultsInput {
  readonly queryId: string
  readonly nextToken?: string
  readonly maxItems?: number
}

export interface GetQueryResultsOutput {
  readonly queryLanguage: 'CWLI'
  readonly results: readonly (readonly ResultField[])[]
  readonly statistics: Readonly<Record<string, number>>
  readonly status: string
  readonly nextToken?: string
}

/** Rows of one answer; more than that come page by page. */
const mostItems = 10_000

export const getQueryResults = (
  context: LogsContext,
): Operation<GetQueryResultsInput, GetQueryResultsOutput> => ({
  authorize: (_, call) => [onAnyGroup('GetQueryResults', call)],
  invoke: ({ queryId, nextToken, maxItems = mostItems }, call) => {
    const { status, outcome, groups } = requireQuery(context, queryId, call)
    const from = nextToken === undefined ? 0 : Number(readToken(nextToken, queryId))
    if (!Number.isSafeInteger(from)) throw invalidToken()
    const rows = outcome?.rows ?? []
    const to = from + maxItems
    return {
      queryLanguage: 'CWLI',
      results: rows.slice(from, to),
      statistics: {
        recordsMatched: outcome?.recordsMatched ?? 0,
        recordsScanned: outcome?.recordsScanned ?? 0,
        estimatedRecordsSkipped: 0,
        bytesScanned: outcome?.bytesScanned ?? 0,
        estimatedBytesSkipped: 0,
        logGroupsScanned: groups.length,
      },
      status,
      ...(rows.length > to && { nextToken: writeToken(String(to), queryId) }),
    }
  },
})
