/** Expressions as functions of a row. */
import { floorTime, functions, isPeriod } from './functions.ts'
import type { Row } from './row.ts'
import type { Expression } from './syntax.ts'
import { compare, equals, isMissing, isTrue, textOf, toNumber, type Value } from './values.ts'

export type Compute = (row: Row) => Value

/** `special` answers for what only its caller knows, such as aggregations. */
export type Special = (expression: Expression) => Compute | undefined

export function compileExpression(expression: Expression, special: Special = () => undefined): Compute {
  const known = special(expression)
  if (known !== undefined) return known
  const compile = (each: Expression): Compute => compileExpression(each, special)
  switch (expression.kind) {
    case 'field': {
      const { name } = expression
      return (row) => row.get(name)
    }
    case 'value': {
      const { value } = expression
      return () => value
    }
    case 'period': {
      const period = { count: expression.count, unit: expression.unit }
      return () => period
    }
    case 'not': {
      const of = compile(expression.of)
      return (row) => !isTrue(of(row))
    }
    case 'negative': {
      const of = compile(expression.of)
      return (row) => onNumbers('-', 0, of(row))
    }
    case 'and':
    case 'or': {
      const [left, right] = [compile(expression.left), compile(expression.right)]
      return expression.kind === 'and'
        ? (row) => isTrue(left(row)) && isTrue(right(row))
        : (row) => isTrue(left(row)) || isTrue(right(row))
    }
    case 'operation':
      return operate(expression.sign, compile(expression.left), compile(expression.right))
    case 'in': {
      const [of, list] = [compile(expression.of), expression.list.map(compile)]
      return (row) => {
        const value = of(row)
        return list.some((each) => equals(value, each(row)))
      }
    }
    case 'like': {
      const [of, wanted] = [compile(expression.of), compile(expression.wanted)]
      return (row) => {
        const [text, part] = [textOf(of(row)), textOf(wanted(row))]
        return text !== undefined && part !== undefined && text.includes(part)
      }
    }
    case 'matches': {
      const of = compile(expression.of)
      const regex = new RegExp(expression.regex.source, expression.regex.flags)
      return (row) => {
        const text = textOf(of(row))
        return text !== undefined && regex.test(text)
      }
    }
    case 'call':
      return call(expression.name, expression.of.map(compile))
  }
}

function call(name: string, given: readonly Compute[]): Compute {
  // It is about the time of the event, whatever is asked for else.
  if (name === 'bin')
    return (row) => {
      const [period, time] = [given[0]?.(row), toNumber(row.get('@timestamp'))]
      return isPeriod(period) && time !== undefined ? new Date(floorTime(time, period)) : undefined
    }
  const { run } = functions[name]!
  return (row) => run(...given.map((each) => each(row)))
}

const comparisons: Readonly<Record<string, (a: Value, b: Value) => boolean>> = {
  '=': equals,
  '!=': (a, b) => !(isMissing(a) && isMissing(b)) && !equals(a, b),
  '<': (a, b) => (compare(a, b) ?? NaN) < 0,
  '<=': (a, b) => (compare(a, b) ?? NaN) <= 0,
  '>': (a, b) => (compare(a, b) ?? NaN) > 0,
  '>=': (a, b) => (compare(a, b) ?? NaN) >= 0,
}

function operate(sign: string, left: Compute, right: Compute): Compute {
  const comparison = comparisons[sign]
  return comparison === undefined
    ? (row) => onNumbers(sign, left(row), right(row))
    : (row) => comparison(left(row), right(row))
}

function onNumbers(sign: string, a: Value, b: Value): number | undefined {
  const [left, right] = [toNumber(a), toNumber(b)]
  if (left === undefined || right === undefined) return undefined
  const result = arithmetic[sign]!(left, right)
  return Number.isFinite(result) ? result : undefined
}

const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': (a, b) => a ** b,
}
