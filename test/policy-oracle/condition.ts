/** One condition of a statement, after the pages on condition operators and on keys of several values. */
import { compareDates, compareNumbers, isInRange, sameBytes } from './compare.ts'
import { contextValues, matches, matchesArn, patternOf, plainText } from './pattern.ts'
import type { Question } from './question.ts'

type Test = (inRequest: string, inPolicy: string, question: Question, version: string | undefined) => boolean

/** The operators that ask for a match. Each of the others is the denial of one of them. */
const tests: Readonly<Record<string, Test>> = {
  StringEquals: (given, wanted, question, version) => text(wanted, question, version) === given,
  StringEqualsIgnoreCase: (given, wanted, question, version) =>
    text(wanted, question, version)?.toLowerCase() === given.toLowerCase(),
  StringLike: (given, wanted, question, version) => {
    const pattern = patternOf(wanted, version, question)
    return pattern !== undefined && matches(pattern, given)
  },
  ArnLike: (given, wanted, question, version) => {
    const pattern = patternOf(wanted, version, question)
    return pattern !== undefined && matchesArn(pattern, given)
  },
  NumericEquals: (given, wanted) => compareNumbers(given, wanted) === 0,
  NumericLessThan: (given, wanted) => compareNumbers(given, wanted) === -1,
  NumericLessThanEquals: (given, wanted) => [-1, 0].includes(compareNumbers(given, wanted) ?? 9),
  NumericGreaterThan: (given, wanted) => compareNumbers(given, wanted) === 1,
  NumericGreaterThanEquals: (given, wanted) => [1, 0].includes(compareNumbers(given, wanted) ?? 9),
  DateEquals: (given, wanted) => compareDates(given, wanted) === 0,
  DateLessThan: (given, wanted) => compareDates(given, wanted) === -1,
  DateLessThanEquals: (given, wanted) => [-1, 0].includes(compareDates(given, wanted) ?? 9),
  DateGreaterThan: (given, wanted) => compareDates(given, wanted) === 1,
  DateGreaterThanEquals: (given, wanted) => [1, 0].includes(compareDates(given, wanted) ?? 9),
  Bool: (given, wanted) =>
    ['true', 'false'].includes(wanted.toLowerCase()) && given.toLowerCase() === wanted.toLowerCase(),
  BinaryEquals: (given, wanted) => sameBytes(given, wanted),
  IpAddress: (given, wanted) => isInRange(given, wanted),
}

const negations: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnLike',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
}

const synonyms: Readonly<Record<string, string>> = { ArnEquals: 'ArnLike' }

function text(wanted: string, question: Question, version: string | undefined) {
  const pattern = patternOf(wanted, version, question)
  return pattern === undefined ? undefined : plainText(pattern)
}

export function conditionIsMet(
  operator: string,
  key: string,
  wanted: readonly string[],
  question: Question,
  version: string | undefined,
): boolean {
  const [, set, name = '', ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(.+?)(IfExists)?$/u.exec(operator) ?? []
  const given = contextValues(question, key)
  const present = given !== undefined && given.length > 0
  // An empty string is a null value: it counts as nothing where presence or whole sets are asked for.
  const empty = !present || given.every((value) => value === '')
  if (name === 'Null') return wanted.some((value) => (value.toLowerCase() === 'true') === empty)

  const negated = negations[name] !== undefined
  const positive = negations[name] ?? synonyms[name] ?? name
  const test = tests[positive]
  if (test === undefined) throw new Error(`the oracle knows no operator \`${operator}\``)
  const isListed = (value: string) => wanted.some((w) => test(value, w, question, version))
  const fits = (value: string) => isListed(value) !== negated

  // That the set operators do not heed IfExists is an open question, answered as the engine answers it.
  if (set === 'ForAllValues') return empty || given.every(fits)
  if (set === 'ForAnyValue') return !empty && given.some(fits)
  if (!present) return negated || ifExists !== undefined
  return negated ? given.every(fits) : given.some(fits)
}
