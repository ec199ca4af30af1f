/** Goes through the words of a query, one after another. */
import { QueryError, type Span } from './query-error.ts'
import { readTokens, type Token } from './tokens.ts'

export interface Reader {
  readonly query: string
  peek(ahead?: number): Token
  take(): Token
  /** Takes the next word if it is this one; keywords are known without regard to case. */
  accept(text: string): boolean
  expect(text: string): void
  fail(at?: Span, why?: string): never
}

export function createReader(query: string): Reader {
  const tokens = readTokens(query)
  let at = 0
  const reader: Reader = {
    query,
    peek: (ahead = 0) => tokens[Math.min(at + ahead, tokens.length - 1)]!,
    take: () => {
      const token = reader.peek()
      at++
      return token
    },
    accept: (text) => {
      if (!isWord(reader.peek(), text)) return false
      at++
      return true
    },
    expect: (text) => {
      if (!reader.accept(text)) reader.fail()
    },
    fail: (span = reader.peek(), why) => {
      throw new QueryError(query, span, why)
    },
  }
  return reader
}

export const isWord = ({ kind, text }: Token, word: string): boolean =>
  (kind === 'name' || kind === 'sign') && text.toLowerCase() === word
