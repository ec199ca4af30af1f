/** Actions that AWS does not have. */
import { actionsOf, isKnownService, nearActions, nearServices } from '../known/known.ts'
import type { Found, Rule } from '../finding.ts'
import { perhaps } from './words.ts'

export const unknownAction: Rule = {
  id: 'unknown-action',
  severity: 'error',
  title: 'an action that no service of AWS has',
  check: (policy) =>
    policy.statements.flatMap((statement) =>
      statement.action.words.flatMap(({ text, span }) => {
        const problem = problemOf(text)
        return problem === undefined ? [] : [{ ...problem, span, statement }]
      }),
    ),
}

function problemOf(action: string): Pick<Found, 'reason' | 'fix'> | undefined {
  if (actionsOf(action)?.length !== 0) return undefined
  const service = action.slice(0, action.indexOf(':'))
  if (!isKnownService(service))
    return {
      reason: `no service of AWS has the prefix \`${service}\``,
      fix: `write the service's prefix as AWS's reference has it${perhaps(nearServices(service))}`,
    }
  const what = /[*?]/.test(action) ? 'the pattern fits no action' : 'there is no such action'
  return {
    reason: `${what} of \`${service}\`, so it speaks of nothing`,
    fix: `take it away, or write the action's right name${perhaps(nearActions(action))}`,
  }
}
