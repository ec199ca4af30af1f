/** Reads the parameters of a query protocol call. */
import type { WireRequest } from '../wire.ts'

export interface Form {
  /** The first value given for a name that has no dots in it. */
  first(name: string): string | undefined
}

/** Reads query string and form body; throws AwsError for broken percent-encoding. */
export function readForm(_request: Pick<WireRequest, 'method' | 'query' | 'headers' | 'body'>): Form {
  throw new Error('the query codec is being built')
}
