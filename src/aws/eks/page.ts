/** Lists, page by page. A token is the last key of its page, so that what comes and goes in between does no harm. */
import { invalidParameter } from './errors.ts'

export interface PageInput {
  readonly maxResults?: number
  readonly nextToken?: string
}

export interface Page<Item> {
  readonly items: readonly Item[]
  readonly more: { readonly nextToken?: string }
}

const mostResults = 100

export function pageOf<Item>(
  all: readonly Item[],
  keyOf: (item: Item) => string,
  { maxResults = mostResults, nextToken }: PageInput,
): Page<Item> {
  const after = nextToken === undefined ? '' : readToken(nextToken)
  const rest = all
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => key > after)
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
  const page = rest.slice(0, maxResults)
  return {
    items: page.map(({ item }) => item),
    more: rest.length > page.length ? { nextToken: writeToken(page.at(-1)!.key) } : {},
  }
}

const writeToken = (key: string): string => Buffer.from(key).toString('base64')

function readToken(token: string): string {
  const key = Buffer.from(token, 'base64').toString('utf8')
  if (key === '' || writeToken(key) !== token) throw invalidParameter('The nextToken is not valid.')
  return key
}
