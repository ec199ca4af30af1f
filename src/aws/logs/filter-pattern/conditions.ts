/** Comparisons joined by `&&` and `||`, as patterns of JSON and of columns have them. */
import { invalidPattern } from './invalid-pattern.ts'
import { compileRegex } from './regex.ts'
import type { Token } from './scan.ts'

/** Undefined where there is no such value. */
export type Look = (operand: string) => readonly unknown[] | undefined

export type Condition = (look: Look) => boolean

/** The tokens that are yet to be read. */
export interface Rest {
  tokens: readonly Token[]
}

export interface Dialect {
  readonly isOperand: (token: Token) => boolean
  /** Told of each operand, in order. */
  readonly note: (operand: string) => void
}

export function readConditions(rest: Rest, dialect: Dialect): Condition {
  const branches = [readConjunction(rest, dialect)]
  while (takeSign(rest, '||')) branches.push(readConjunction(rest, dialect))
  return (look) => branches.some((branch) => branch(look))
}

function readConjunction(rest: Rest, dialect: Dialect): Condition {
  const parts = [readPart(rest, dialect)]
  while (takeSign(rest, '&&')) parts.push(readPart(rest, dialect))
  return (look) => parts.every((part) => part(look))
}

function readPart(rest: Rest, dialect: Dialect): Condition {
  if (takeSign(rest, '(')) {
    const inner = readConditions(rest, dialect)
    if (!takeSign(rest, ')')) throw invalidPattern('a parenthesis is not closed')
    return inner
  }
  const operand = take(rest)
  if (operand === undefined || !dialect.isOperand(operand))
    throw invalidPattern(`\`${operand?.text ?? ''}\` stands where a field is expected`)
  dialect.note(operand.text)
  return readComparison(operand.text, rest)
}

function readComparison(operand: string, rest: Rest): Condition {
  const sign = take(rest)
  if (sign?.kind === 'word') return readState(operand, sign.text, take(rest)?.text ?? '')
  const value = take(rest)
  if (sign?.kind !== 'sign' || value === undefined || value.kind === 'sign')
    throw invalidPattern(`\`${operand}\` is compared with nothing`)
  const test = comparisonOf(sign.text, value)
  return (look) => look(operand)?.some(test) ?? false
}

function readState(operand: string, verb: string, what: string): Condition {
  const words = `${verb} ${what}`.toUpperCase()
  switch (words) {
    case 'NOT EXISTS':
      return (look) => look(operand) === undefined
    case 'IS NULL':
      return (look) => look(operand)?.includes(null) ?? false
    case 'IS TRUE':
      return (look) => look(operand)?.includes(true) ?? false
    case 'IS FALSE':
      return (look) => look(operand)?.includes(false) ?? false
    default:
      throw invalidPattern(`\`${words}\` is no condition`)
  }
}

const orders: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

function comparisonOf(sign: string, { kind, text }: Token): (value: unknown) => boolean {
  const order = orders[sign]
  if (order !== undefined) {
    const wanted = Number(text)
    if (kind !== 'word' || Number.isNaN(wanted)) throw invalidPattern(`\`${sign}\` needs a number`)
    return (value) => isNumeric(value) && order(Number(value), wanted)
  }
  if (sign !== '=' && sign !== '!=') throw invalidPattern(`\`${sign}\` is no comparison`)
  const equals = equalityOf(kind, text)
  const wanted = sign === '='
  return (value) => isLeaf(value) && equals(value) === wanted
}

function equalityOf(kind: Token['kind'], text: string): (value: unknown) => boolean {
  if (kind === 'regex') {
    const matches = compileRegex(text)
    return (value) => matches(String(value))
  }
  const number = Number(text)
  if (kind === 'word' && !Number.isNaN(number)) return (value) => isNumeric(value) && Number(value) === number
  if (!text.includes('*')) return (value) => String(value) === text
  return (value) => fitsWildcards(text, String(value))
}

const isLeaf = (value: unknown): boolean => typeof value !== 'object'

const isNumeric = (value: unknown): boolean =>
  typeof value === 'number' ||
  (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value)))

/** `*` stands for any letters. */
export function fitsWildcards(pattern: string, text: string): boolean {
  const [first = '', ...parts] = pattern.split('*')
  const last = parts.pop() ?? ''
  if (text.length < first.length + last.length) return false
  if (!text.startsWith(first) || !text.endsWith(last)) return false
  let at = first.length
  const end = text.length - last.length
  for (const part of parts) {
    const found = text.indexOf(part, at)
    if (found === -1 || found + part.length > end) return false
    at = found + part.length
  }
  return true
}

export function take(rest: Rest): Token | undefined {
  const [token, ...others] = rest.tokens
  rest.tokens = others
  return token
}

export function takeSign(rest: Rest, text: string): boolean {
  const [token] = rest.tokens
  if (token?.kind !== 'sign' || token.text !== text) return false
  take(rest)
  return true
}
