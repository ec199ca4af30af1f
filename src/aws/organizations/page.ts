/** Lists, page by page. A token is the last key of its page, so that what comes and goes in between does no harm. */
import { invalidInput } from './errors.ts'

export interface PageInput {
  readonly MaxResults?: number
  readonly NextToken?: string
}

const mostResults = 20

export function pageOf<Item>(
  all: readonly Item[],
  keyOf: (item: Item) => string,
  { MaxResults = mostResults, NextToken }: PageInput,
): { readonly items: readonly Item[]; readonly more: { readonly NextToken?: string } } {
  const after = NextToken === undefined ? '' : readToken(NextToken)
  const rest = all.filter((item) => keyOf(item) > after).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const items = rest.slice(0, MaxResults)
  return { items, more: rest.length > items.length ? { NextToken: writeToken(keyOf(items.at(-1)!)) } : {} }
}

const writeToken = (key: string): string => Buffer.from(key).toString('base64')

function readToken(token: string): string {
  const key = Buffer.from(token, 'base64').toString('utf8')
  if (key === '' || writeToken(key) !== token)
    throw invalidInput(
      'INVALID_PAGINATION_TOKEN',
      'Get the value for the NextToken parameter from the response to a previous call of the operation.',
    )
  return key
}
