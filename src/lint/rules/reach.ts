/** Statements that change nothing, because of others of their policy. */
import type { Rule } from '../finding.ts'
import { covers, patternOf } from '../patterns.ts'
import type { LintElement, LintStatement, Word } from '../view.ts'

export const deniedAnyway: Rule = {
  id: 'denied-anyway',
  severity: 'warning',
  title: 'an Allow that another statement always denies',
  check: ({ statements }) =>
    statements
      .filter(({ effect }) => effect === 'Allow')
      .flatMap((statement) => {
        const denial = statements.find((each) => each.effect === 'Deny' && includes(each, statement))
        if (denial === undefined) return []
        return [
          {
            span: statement.action.span,
            statement,
            reason: `it allows nothing: ${nameOf(denial)} denies all of it, whatever the call`,
            fix: 'take one of the two away, or give the Deny a condition',
          },
        ]
      }),
}

export const repeated: Rule = {
  id: 'repeated',
  severity: 'note',
  title: 'a statement that another one holds already',
  check: ({ statements }) =>
    statements.flatMap((statement) => {
      const other = statements.find(
        (each) =>
          each.effect === statement.effect &&
          each.index !== statement.index &&
          includes(each, statement) &&
          // Of two that are the same the second is told of.
          (each.index < statement.index || !includes(statement, each)),
      )
      if (other === undefined) return []
      return [
        {
          span: statement.action.span,
          statement,
          reason: `${nameOf(other)} says all of it already`,
          fix: 'take it away',
        },
      ]
    }),
}

const nameOf = ({ sid, index }: LintStatement): string =>
  sid === undefined || sid === '' ? `statement ${index + 1}` : `statement \`${sid}\``

/** Whether `wide`, without conditions, applies to each call to which `narrow` applies; false where that is not certain. */
const includes = (wide: LintStatement, narrow: LintStatement): boolean =>
  wide.conditions.length === 0 &&
  includesElement(wide.action, narrow.action, (text) => text.toLowerCase()) &&
  includesElement(wide.resource, narrow.resource, (text) => text) &&
  includesPrincipal(wide, narrow)

function includesElement(
  wide: LintElement | undefined,
  narrow: LintElement | undefined,
  fold: (text: string) => string,
): boolean {
  if (wide === undefined || narrow === undefined) return wide === narrow
  if (wide.negated || narrow.negated) return false
  const patterns = wide.words.filter(isFixed).map(({ text }) => patternOf(fold(text)))
  return narrow.words.every(({ text }) => patterns.some((pattern) => covers(pattern, patternOf(fold(text)))))
}

/** A variable's value is not known, so it covers nothing for certain. */
const isFixed = ({ text }: Word): boolean => !text.includes('${')

function includesPrincipal(
  { principal: wide }: LintStatement,
  { principal: narrow }: LintStatement,
): boolean {
  if (wide === undefined || narrow === undefined) return wide === narrow
  if (wide.negated || narrow.negated) return false
  return narrow.names.every((name) =>
    wide.names.some(
      (each) => each.name.text === '*' || (each.type === name.type && each.name.text === name.name.text),
    ),
  )
}
