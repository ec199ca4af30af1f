/** Reads expressions, the loosest binding first: or, and, not, comparisons, sums, products, powers. */
import { isAggregate } from './aggregates.ts'
import { functions } from './functions.ts'
import type { Reader } from './reader.ts'
import { readRegex } from './read-regex.ts'
import type { Expression } from './syntax.ts'

/** Deeper than anybody writes, and shallow enough for any stack. */
const deepest = 100

export function readExpression(reader: Reader, depth = 0): Expression {
  if (depth > deepest) reader.fail(undefined, 'the expression is nested too deeply')
  let left = readConjunction(reader, depth)
  while (reader.accept('or')) left = { kind: 'or', left, right: readConjunction(reader, depth) }
  return left
}

function readConjunction(reader: Reader, depth: number): Expression {
  let left = readNegation(reader, depth)
  while (reader.accept('and')) left = { kind: 'and', left, right: readNegation(reader, depth) }
  return left
}

function readNegation(reader: Reader, depth: number): Expression {
  let isNegative = false
  while (reader.accept('not')) isNegative = !isNegative
  const of = readComparison(reader, depth)
  return isNegative ? { kind: 'not', of } : of
}

const comparisons = ['=', '==', '!=', '<', '<=', '>', '>=']

function readComparison(reader: Reader, depth: number): Expression {
  const left = readSum(reader, depth)
  const isNegative = reader.accept('not')
  const negated = (expression: Expression): Expression =>
    isNegative ? { kind: 'not', of: expression } : expression
  if (reader.accept('like') || reader.accept('=~')) return negated(readLike(reader, left, depth))
  if (reader.accept('in')) return negated({ kind: 'in', of: left, list: readList(reader, depth) })
  if (isNegative) reader.fail()
  const sign = comparisons.find((each) => reader.accept(each))
  if (sign === undefined) return left
  return { kind: 'operation', sign: sign === '==' ? '=' : sign, left, right: readSum(reader, depth) }
}

function readLike(reader: Reader, of: Expression, depth: number): Expression {
  if (reader.peek().kind === 'regex') return { kind: 'matches', of, regex: readRegex(reader) }
  return { kind: 'like', of, wanted: readSum(reader, depth) }
}

function readList(reader: Reader, depth: number): readonly Expression[] {
  const close = reader.accept('(') ? ')' : ']'
  if (close === ']') reader.expect('[')
  const list = [readSum(reader, depth)]
  while (reader.accept(',')) list.push(readSum(reader, depth))
  reader.expect(close)
  return list
}

const readSum = (reader: Reader, depth: number): Expression =>
  readLeft(reader, ['+', '-'], () => readProduct(reader, depth))

const readProduct = (reader: Reader, depth: number): Expression =>
  readLeft(reader, ['*', '/', '%'], () => readLeft(reader, ['^'], () => readPrimary(reader, depth)))

function readLeft(reader: Reader, signs: readonly string[], readPart: () => Expression): Expression {
  let left = readPart()
  for (;;) {
    const sign = signs.find((each) => reader.accept(each))
    if (sign === undefined) return left
    left = { kind: 'operation', sign, left, right: readPart() }
  }
}

function readPrimary(reader: Reader, depth: number): Expression {
  let isNegative = false
  while (reader.accept('-')) isNegative = !isNegative
  const of = readAtom(reader, depth)
  return isNegative ? { kind: 'negative', of } : of
}

function readAtom(reader: Reader, depth: number): Expression {
  if (reader.accept('(')) {
    const inner = readExpression(reader, depth + 1)
    reader.expect(')')
    return inner
  }
  const token = reader.take()
  switch (token.kind) {
    case 'string':
      return { kind: 'value', value: token.text }
    case 'number':
      return { kind: 'value', value: Number(token.text) }
    case 'period': {
      const [, count, unit] = /^(\d+)(.+)$/.exec(token.text)!
      return { kind: 'period', count: Number(count), unit: unit!.toLowerCase() }
    }
    case 'quoted-name':
      return { kind: 'field', name: token.text }
    case 'name':
      if (reader.accept('(')) return readCall(reader, token, depth)
      if (/^(?:true|false)$/i.test(token.text))
        return { kind: 'value', value: token.text.toLowerCase() === 'true' }
      if (reserved.has(token.text.toLowerCase())) reader.fail(token)
      return { kind: 'field', name: token.text.replaceAll(/\[(\d+)\]/g, '.$1') }
    default:
      return reader.fail(token)
  }
}

const reserved = new Set(['and', 'or', 'not', 'like', 'in', 'as', 'by', 'asc', 'desc'])

function readCall(
  reader: Reader,
  { text: written, start, end }: { text: string; start: number; end: number },
  depth: number,
): Expression {
  const name = written.toLowerCase()
  const of: Expression[] = []
  // count(*) counts events.
  if (!reader.accept(')') && !(isAggregate(name) && reader.accept('*') && reader.accept(')'))) {
    do of.push(readExpression(reader, depth + 1))
    while (reader.accept(','))
    reader.expect(')')
  }
  const known = functions[name]
  if (known === undefined && !isAggregate(name))
    reader.fail({ start, end }, `the function \`${written}\` is not known`)
  if (known !== undefined && (of.length < known.least || of.length > known.most))
    reader.fail({ start, end }, `the function \`${written}\` takes another number of arguments`)
  const last = reader.peek(-1)
  return { kind: 'call', name, of, text: reader.query.slice(start, last.end) }
}
