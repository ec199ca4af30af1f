/** Statements that let in or allow more than anyone means. */
import type { Rule } from '../finding.ts'
import { covers, patternOf } from '../patterns.ts'
import type { LintElement, LintStatement } from '../view.ts'

const allows = (statements: readonly LintStatement[]): readonly LintStatement[] =>
  statements.filter(({ effect }) => effect === 'Allow')

export const letsAnyoneIn: Rule = {
  id: 'lets-anyone-in',
  severity: 'error',
  title: 'everybody is let in, without a condition',
  check: ({ statements }) =>
    allows(statements).flatMap((statement) =>
      (statement.conditions.length > 0 ? [] : (statement.principal?.names ?? []))
        .filter(({ type, name }) => type === 'AWS' && name.text === '*')
        .map(({ name }) => ({
          span: name.span,
          statement,
          reason: 'every account of AWS and, where calls need no credentials, everybody is let in',
          fix: 'name accounts or roles, or add a condition such as aws:PrincipalOrgID',
        })),
    ),
}

const negated = (id: string, element: 'action' | 'resource', title: string, reason: string): Rule => ({
  id,
  severity: 'warning',
  title,
  check: ({ kind, statements }) =>
    kind === 'service-control' || kind === 'resource-control'
      ? []
      : allows(statements)
          .filter((statement) => statement[element]?.negated === true)
          .map((statement) => ({
            span: statement[element]!.span,
            statement,
            reason,
            fix: 'allow what is needed by name, or deny what is not',
          })),
})

export const allowNotAction = negated(
  'allow-not-action',
  'action',
  'NotAction in an Allow',
  'it allows every other action of every service, those that AWS adds later too',
)

export const allowNotResource = negated(
  'allow-not-resource',
  'resource',
  'NotResource in an Allow',
  'it allows the actions on every other resource, those that are made later too',
)

const has = (element: LintElement | undefined, text: string): boolean =>
  element !== undefined && !element.negated && element.words.some((word) => word.text === text)

export const everything: Rule = {
  id: 'everything',
  severity: 'warning',
  title: 'every action on every resource',
  check: ({ kind, statements }) =>
    kind === 'service-control' || kind === 'resource-control'
      ? []
      : allows(statements)
          .filter(({ action, resource }) => (has(action, '*') || has(action, '*:*')) && has(resource, '*'))
          .map((statement) => ({
            span: statement.action.span,
            statement,
            reason: 'whoever holds the policy is an administrator: it allows every action on every resource',
            fix: 'allow the actions that are needed; `podpass why` and the trail tell which are called',
          })),
}

export const passRoleEverywhere: Rule = {
  id: 'pass-role-everywhere',
  severity: 'warning',
  title: 'any role may be handed to any service',
  check: ({ statements }) =>
    allows(statements)
      .filter(({ resource, conditions }) => has(resource, '*') && conditions.length === 0)
      .flatMap((statement) =>
        (statement.action.negated ? [] : statement.action.words)
          .filter(
            ({ text }) => text !== '*' && covers(patternOf(text.toLowerCase()), patternOf('iam:passrole')),
          )
          .map(({ span }) => ({
            span,
            statement,
            reason:
              'a service can be given any role of the account, an administrator’s too, and do what it may',
            fix: 'name the roles, and add a condition on iam:PassedToService',
          })),
      ),
}
