/** The words of a query of CloudWatch Logs Insights, each with its place. */
import { QueryError } from './query-error.ts'

export interface Token {
  readonly kind: 'name' | 'quoted-name' | 'string' | 'regex' | 'number' | 'period' | 'sign' | 'end'
  /** As it means; of a regular expression what stands between the slashes. */
  readonly text: string
  /** Characters of the query. */
  readonly start: number
  readonly end: number
}

const patterns: readonly (readonly [kind: Token['kind'] | 'space', pattern: RegExp])[] = [
  ['space', /(?:\s+|#[^\n]*)/y],
  ['string', /"((?:[^"\\]|\\[^])*)"|'((?:[^'\\]|\\[^])*)'/y],
  ['quoted-name', /`([^`]+)`/y],
  ['period', /\d+(?:ms|mo|[smhdwqy])\b/iy],
  ['number', /(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?(?![\w.])/iy],
  // Names hold dots and the numbers of items: a.0.b; those of the system begin with @.
  ['name', /@?[A-Za-z_]\w*(?:\.[\w@]+|\[\d+\])*|@[\w.]+/y],
  ['sign', /==|!=|<=|>=|=~|[=<>+\-*/^%()[\],|]/y],
]

/** A slash begins a regular expression behind these, and divides behind all else. */
const beforeRegex = /^(?:like|=~|parse|not)$/i
const regex = /\/((?:[^/\\\n]|\\[^]|\[(?:[^\]\\\n]|\\[^])*\])+)\//y

export function readTokens(query: string): readonly Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < query.length;) {
    const found = readToken(query, at, tokens)
    at = found.end
    if (found.kind !== 'space') tokens.push(found as Token)
  }
  return [...tokens, { kind: 'end', text: '', start: query.length, end: query.length }]
}

type Found = Omit<Token, 'kind'> & { readonly kind: Token['kind'] | 'space' }

function readToken(query: string, start: number, before: readonly Token[]): Found {
  if (query[start] === '/' && mayBeRegex(before)) {
    regex.lastIndex = start
    const found = regex.exec(query)
    if (found !== null) return { kind: 'regex', text: found[1]!, start, end: regex.lastIndex }
  }
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = start
    const found = pattern.exec(query)
    if (found === null) continue
    const [whole, double, single] = found
    const inner = kind === 'string' ? unescape(double ?? single ?? '') : (double ?? whole)
    return { kind, text: inner, start, end: pattern.lastIndex }
  }
  throw new QueryError(query, { start, end: start + 1 })
}

/** `parse @message /.../` has a field in between. */
const mayBeRegex = (before: readonly Token[]): boolean =>
  beforeRegex.test(before.at(-1)?.text ?? '') || /^parse$/i.test(before.at(-2)?.text ?? '')

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' }

const unescape = (text: string): string =>
  text.replaceAll(/\\([^])/g, (_, letter: string) => escapes[letter] ?? letter)
