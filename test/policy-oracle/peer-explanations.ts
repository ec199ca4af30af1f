/** Which questions touch a known difference to an evaluator by others; why is told in `peer-differences.json`. */
import { contextValues } from './pattern.ts'
import { listOf, type OneOrMany, type Question, type StatementJson } from './question.ts'

type Explanations = Readonly<Record<string, (question: Question) => boolean>>

const statementsOf = (question: Question) => question.identity.flatMap(({ Statement }) => listOf(Statement))

const some = (question: Question, test: (statement: StatementJson) => boolean) =>
  statementsOf(question).some(test)

interface Asked {
  readonly operator: string
  readonly key: string
  readonly wanted: readonly (string | number | boolean)[]
  readonly given: readonly string[] | undefined
}

const conditionsOf = (question: Question): readonly Asked[] =>
  statementsOf(question).flatMap(({ Condition = {} }) =>
    Object.entries(Condition).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, wanted]) => ({
        operator,
        key,
        wanted: listOf(wanted),
        given: contextValues(question, key),
      })),
    ),
  )

const someCondition = (question: Question, test: (asked: Asked) => boolean) =>
  conditionsOf(question).some(test)

const isNegated = (operator: string) => /Not/.test(operator)

const ofFamily = (family: RegExp) => (question: Question) =>
  someCondition(question, ({ operator }) => family.test(operator))

const patterns = (statement: StatementJson, ...names: readonly (keyof StatementJson)[]) =>
  names.flatMap((name) => listOf(statement[name] as OneOrMany<string> | undefined))

const hasVariable = (question: Question) =>
  some(question, (statement) =>
    patterns(statement, 'Resource', 'NotResource').some((each) => each.includes('$')),
  ) || someCondition(question, ({ wanted }) => wanted.some((each) => String(each).includes('$')))

/** An action of the statement is written in another case than the request's. */
const otherCase = (question: Question) => {
  const shorten = (pattern: string) => pattern.split(/[*?]/)
  return some(question, (statement) =>
    patterns(statement, 'Action', 'NotAction').some((pattern) =>
      shorten(pattern).some(
        (part) =>
          question.action.toLowerCase().includes(part.toLowerCase()) && !question.action.includes(part),
      ),
    ),
  )
}

const hasShortArn = (question: Question) =>
  some(question, (statement) =>
    patterns(statement, 'Resource', 'NotResource').some((each) => each !== '*' && each.split(':').length < 6),
  )

export const pbacExplanations: Explanations = {
  'operator-without-missing-key': (question) => someCondition(question, ({ given }) => given === undefined),
  'several-values': (question) =>
    someCondition(
      question,
      ({ operator, given = [] }) => given.length !== 1 || (operator.startsWith('For') && isNegated(operator)),
    ),
  'negated-list': (question) =>
    someCondition(question, ({ operator, wanted }) => isNegated(operator) && wanted.length > 1),
  'empty-value': (question) =>
    someCondition(
      question,
      ({ given, operator, wanted }) =>
        wanted.includes('') || (given?.includes('') === true && /^(?:For|Null)/.test(operator)),
    ),
  'several-keys': (question) =>
    some(question, ({ Condition = {} }) =>
      Object.values(Condition).some((keys) => Object.keys(keys).length > 1),
    ),
  'ignored-case': (question) =>
    otherCase(question) || someCondition(question, ({ key }) => !Object.keys(question.context).includes(key)),
  variables: hasVariable,
  'values-as-text': ofFamily(/Numeric|Bool/),
  dates: ofFamily(/Date/),
  arns: ofFamily(/Arn/),
  addresses: ofFamily(/IpAddress/),
  bytes: ofFamily(/Binary/),
  null: ofFamily(/^Null$/),
  'short-arn': hasShortArn,
  'operator-unknown': ofFamily(/^For.*IfExists$/),
}

export const motoExplanations: Explanations = {
  conditions: (question) => conditionsOf(question).length > 0,
  'not-resource': (question) => some(question, ({ NotResource }) => NotResource !== undefined),
  'ignored-case': otherCase,
  'single-character': (question) =>
    some(question, (statement) =>
      patterns(statement, 'Action', 'NotAction', 'Resource').some((each) => each.includes('?')),
    ),
  variables: hasVariable,
  'short-arn': hasShortArn,
}
