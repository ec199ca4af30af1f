/** The queries of the caller's account and region. */
import type { Call } from '../../protocol/index.ts'
import type { LogsContext } from '../context.ts'
import { noQuery } from '../errors.ts'
import type { KeptQuery } from '../insights/queries.ts'

export const isOwn = (query: KeptQuery, { account, region }: Pick<Call, 'account' | 'region'>): boolean =>
  query.account === account && query.region === region

export function requireQuery({ queries }: LogsContext, queryId: string, call: Call): KeptQuery {
  const query = queries.find(queryId)
  if (query === undefined || !isOwn(query, call)) throw noQuery(queryId)
  return query
}
