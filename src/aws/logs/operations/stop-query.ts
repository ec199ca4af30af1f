/** StopQuery: ends a query that still runs. */
import type { Operation } from '../../protocol/index.ts'
import { onAnyGroup } from '../authorize.ts'
import type { LogsContext } from '../context.ts'
import { invalidParameter } from '../errors.ts'
import { requireQuery } from './own-queries.ts'

export const stopQuery = (
  context: LogsContext,
): Operation<{ readonly queryId: string }, { readonly success: boolean }> => ({
  authorize: (_, call) => [onAnyGroup('StopQuery', call)],
  invoke: ({ queryId }, call) => {
    requireQuery(context, queryId, call)
    if (!context.queries.stop(queryId))
      throw invalidParameter(`Query ${queryId} is not running: it has ended already.`)
    return { success: true }
  },
})
