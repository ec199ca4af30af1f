/** Lists, page by page. A token holds the last key of its page and what was asked, so that what comes and goes in between does no harm. */
import { sha256Hex } from '../../kit/index.ts'
import { invalidToken } from './errors.ts'

export interface Page<Item> {
  readonly items: readonly Item[]
  readonly more: { readonly nextToken?: string }
}

export interface PageFacts<Item> {
  /** In the order of their keys. */
  readonly items: readonly Item[]
  readonly keyOf: (item: Item) => string
  readonly nextToken: string | undefined
  readonly limit: number
  /** What was asked for besides; a token is good for the same question only. */
  readonly question: unknown
  readonly descending?: boolean
}

export function pageOf<Item>(facts: PageFacts<Item>): Page<Item> {
  const { items, keyOf, nextToken, limit, question, descending = false } = facts
  const after = nextToken === undefined ? undefined : readToken(nextToken, question)
  const isBeyond = (key: string): boolean => after === undefined || (descending ? key < after : key > after)
  const rest = items.filter((item) => isBeyond(keyOf(item)))
  const page = rest.slice(0, limit)
  return {
    items: page,
    more: rest.length > limit ? { nextToken: writeToken(keyOf(page.at(-1)!), question) } : {},
  }
}

export const writeToken = (key: string, question: unknown): string =>
  Buffer.from(`${digestOf(question)} ${key}`).toString('base64')

export function readToken(token: string, question: unknown): string {
  const text = Buffer.from(token, 'base64').toString('utf8')
  const digest = digestOf(question)
  if (!text.startsWith(`${digest} `)) throw invalidToken()
  return text.slice(digest.length + 1)
}

const digestOf = (question: unknown): string => sha256Hex(JSON.stringify(question)).slice(0, 16)
