/** What the rules' words have in common. */
import type { Span } from '../../policy/index.ts'
import type { LintCondition, LintPolicy, LintStatement, Word } from '../view.ts'

export const quoted = (texts: readonly string[]): string => texts.map((text) => `\`${text}\``).join(', ')

/** `; perhaps x or y was meant`, or nothing. */
export const perhaps = (names: readonly string[]): string =>
  names.length === 0 ? '' : `; perhaps ${names.map((name) => `\`${name}\``).join(' or ')}`

export interface ConditionPlace {
  readonly statement: LintStatement
  readonly condition: LintCondition
}

export const conditionsIn = (policy: LintPolicy): readonly ConditionPlace[] =>
  policy.statements.flatMap((statement) =>
    statement.conditions.map((condition) => ({ statement, condition })),
  )

export const isKey = (condition: LintCondition, key: string): boolean =>
  condition.key.text.toLowerCase() === key.toLowerCase()

/** Operators of which one value has to fit, as against those of which none may. */
export const isNegated = ({ operator }: LintCondition): boolean => /Not/.test(operator.name)

export const allWords = (words: readonly Word[]): Span => ({
  at: words[0]!.span.at,
  end: words.at(-1)!.span.end,
})
