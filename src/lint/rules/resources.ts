/** Actions and resources that never meet. */
import { actionsOf, type KnownAction } from '../known/known.ts'
import type { Rule } from '../finding.ts'
import { isEverything, overlap, patternOf, type Pattern } from '../patterns.ts'
import { quoted } from './words.ts'

export const resourceOfOtherAction: Rule = {
  id: 'resource-of-other-action',
  severity: 'warning',
  title: "an action none of whose resources is among the statement's",
  check: ({ statements }) =>
    statements.flatMap((statement) => {
      const { resource, action } = statement
      if (resource === undefined || resource.negated || action.negated) return []
      const patterns = resource.words.map(({ text }) => patternOf(text))
      return action.words.flatMap(({ text, span }) => {
        const actions = actionsOf(text) ?? []
        if (actions.length === 0 || actions.some((each) => canMeet(each, patterns))) return []
        return [{ ...wordsOf(text, actions), span, statement }]
      })
    }),
}

/** An action without resources is asked with `*`, which nothing but a star fits. */
const canMeet = ({ arns, arnForms }: KnownAction, patterns: readonly Pattern[]): boolean =>
  patterns.some((pattern) =>
    arns.length === 0
      ? pattern.every((part) => typeof part === 'symbol')
      : isEverything(pattern) || arnForms.some((form) => overlap(pattern, form)),
  )

function wordsOf(action: string, actions: readonly KnownAction[]) {
  const arns = [...new Set(actions.flatMap((each) => each.arns))]
  if (arns.length === 0)
    return {
      reason: `\`${action}\` knows no resources, so it is asked with \`*\`, and the statement names others`,
      fix: 'give it a statement of its own with `"Resource": "*"`',
    }
  const shown = arns.slice(0, 3)
  return {
    reason: `\`${action}\` never meets the statement's resources: it is asked with ${quoted(shown)}${arns.length > 3 ? ' and others' : ''}`,
    fix: 'name a resource of this form, or move the action to a statement that has one',
  }
}
