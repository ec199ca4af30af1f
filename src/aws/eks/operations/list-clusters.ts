/** ListClusters: the names of the clusters in the account and region. */
import type { Operation } from '../../protocol/index.ts'
import { clusterArn } from '../cluster-arn.ts'
import { invalidParameter } from '../errors.ts'
import type { EksNeeds } from '../needs.ts'
import { clustersOf } from '../store.ts'

export interface ListClustersInput {
  readonly maxResults?: number
  readonly nextToken?: string
  /** `all` adds clusters that are connected and not made here, of which there are none. */
  readonly include?: readonly string[]
}

export interface ListClustersOutput {
  readonly clusters: readonly string[]
  readonly nextToken?: string
}

const mostResults = 100

export const listClusters = ({ store }: EksNeeds): Operation<ListClustersInput, ListClustersOutput> => ({
  authorize: (_input, call) => [{ action: 'eks:ListClusters', resource: clusterArn(call, '*') }],
  invoke: ({ maxResults = mostResults, nextToken }, call) => {
    const clusters = clustersOf(call)
    const after = nextToken === undefined ? undefined : clusters.key(readToken(nextToken))
    const found = clusters.list(store, { after, limit: maxResults + 1 }).map((entry) => entry.value.name)
    const page = found.slice(0, maxResults)
    return {
      clusters: page,
      ...(found.length > maxResults && { nextToken: Buffer.from(page.at(-1)!).toString('base64') }),
    }
  },
})

/** A token is the last name of its page. */
function readToken(token: string): string {
  const name = Buffer.from(token, 'base64').toString('utf8')
  if (Buffer.from(name).toString('base64') !== token) throw invalidParameter('The nextToken is not valid.')
  return name
}
