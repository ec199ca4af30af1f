/** Parts JavaScript into tokens, as far as finding places to mutate needs it. */

export interface Token {
  readonly kind: 'word' | 'number' | 'text' | 'template' | 'pattern' | 'sign'
  readonly text: string
  readonly at: number
}

const word = /[\p{ID_Start}$_#][\p{ID_Continue}$]*/uy
const number = /(?:0[xob][\da-f_]+|\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?)n?/iy
const comment = /\/\/[^\n]*|\/\*[^]*?\*\//y
const text = /'(?:[^'\\\n]|\\[^])*'|"(?:[^"\\\n]|\\[^])*"/y
const pattern = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y
const sign =
  /=>|\.\.\.|\?\?=|\|\|=|&&=|\*\*=?|===|!==|==|!=|<=|>=|<<|>>>?|\?\.|\?\?|\|\||&&|\+\+|--|[-+*/%&|^]=|[^]/y

/** Code within a template's `${}` is not looked into. */
export function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  const take = (expression: RegExp): string | undefined => {
    expression.lastIndex = at
    return expression.exec(source)?.[0]
  }
  while (at < source.length) {
    const skipped = /\s/.test(source[at] ?? '') ? source[at] : take(comment)
    if (skipped !== undefined) {
      at += skipped.length
      continue
    }
    const token = nextToken(source, at, tokens.at(-1), take)
    tokens.push(token)
    at += token.text.length
  }
  return tokens
}

function nextToken(
  source: string,
  at: number,
  before: Token | undefined,
  take: (expression: RegExp) => string | undefined,
): Token {
  if (source[at] === '`') return { kind: 'template', text: source.slice(at, endOfTemplate(source, at)), at }
  const found = take(text)
  if (found !== undefined) return { kind: 'text', text: found, at }
  const named = take(word)
  if (named !== undefined) return { kind: 'word', text: named, at }
  const digits = take(number)
  if (digits !== undefined) return { kind: 'number', text: digits, at }
  const regular = source[at] === '/' && !endsValue(before) ? take(pattern) : undefined
  if (regular !== undefined) return { kind: 'pattern', text: regular, at }
  return { kind: 'sign', text: take(sign) ?? '', at }
}

const openers = new Set(['return', 'typeof', 'case', 'of', 'in', 'throw', 'yield', 'await'])

/** After a value a slash divides and a minus subtracts. */
export function endsValue(token: Token | undefined): boolean {
  if (token === undefined) return false
  if (token.kind === 'sign') return token.text === ')' || token.text === ']' || token.text === '}'
  return token.kind !== 'word' || !openers.has(token.text)
}

function endOfTemplate(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === '\\') at++
    else if (source[at] === '`') return at + 1
    else if (source.startsWith('${', at)) at = endOfInsert(source, at + 2)
  }
  return source.length
}

function endOfInsert(source: string, start: number): number {
  let depth = 1
  for (let at = start; at < source.length; at++) {
    if (source[at] === '`') at = endOfTemplate(source, at) - 1
    else if (source[at] === '{') depth++
    else if (source[at] === '}' && --depth === 0) return at
  }
  return source.length
}
