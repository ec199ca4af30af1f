/** Condition keys that nobody fills. */
import type { Found, Rule } from '../finding.ts'
import { actionsOf, isGlobalKey, isKnownService, knowsKey, nearKeys, typeOfKey } from '../known/known.ts'
import type { LintStatement } from '../view.ts'
import { isProviderKey } from './providers.ts'
import { conditionsIn, perhaps, type ConditionPlace } from './words.ts'

export const unknownConditionKey: Rule = {
  id: 'unknown-condition-key',
  severity: 'error',
  title: 'a condition key that AWS does not have',
  check: (policy) =>
    conditionsIn(policy).flatMap(({ statement, condition: { key, operator } }) => {
      if (typeOfKey(key.text) !== undefined || isProviderKey(key.text)) return []
      const services = servicesOf(statement)
      const effect = consequence({ effect: statement.effect, ifExists: operator.ifExists })
      return [
        {
          span: key.span,
          statement,
          reason: `no call brings a value of \`${key.text}\`, so ${effect}`,
          fix: `write the key's right name${perhaps(nearKeys(key.text, services))}`,
        },
      ]
    }),
}

export const keyOfOtherAction: Rule = {
  id: 'key-of-other-action',
  severity: 'warning',
  title: "a condition key that none of the statement's actions brings",
  check: (policy) => conditionsIn(policy).flatMap(checkKey),
}

/** Of conditions that need a value: the others hold without one, which may be what is meant. */
function checkKey({ statement, condition }: ConditionPlace): readonly Found[] {
  const { key, operator } = condition
  const asksForAbsence = operator.name === 'Null' || operator.ifExists || operator.set === 'ForAllValues'
  if (asksForAbsence || /Not/.test(operator.name) || isProviderKey(key.text)) return []
  if (typeOfKey(key.text) === undefined || statement.action.negated) return []
  if (isGlobalKey(key.text) && !/^aws:(?:RequestTag\/|ResourceTag\/|TagKeys$)/i.test(key.text)) return []
  // AWS's tables list the tags of resources for few of the actions that know them.
  if (/^aws:ResourceTag\//i.test(key.text)) return []
  const actions = statement.action.words.map(({ text }) => actionsOf(text))
  const known = actions.flatMap((each) => each ?? [])
  if (actions.includes(undefined) || known.length === 0 || known.some((each) => knowsKey(each, key.text)))
    return []
  return [
    {
      span: key.span,
      statement,
      reason: `none of the statement's actions brings \`${key.text}\`, so ${consequence({ effect: statement.effect, ifExists: false })}`,
      fix: 'move the condition to a statement of the actions that have the key',
    },
  ]
}

function consequence({ effect, ifExists }: { effect: LintStatement['effect']; ifExists: boolean }): string {
  if (ifExists) return 'the condition always holds'
  return effect === 'Allow' ? 'the statement allows nothing' : 'the statement denies nothing'
}

const servicesOf = ({ action }: LintStatement): readonly string[] => [
  ...new Set(
    action.words
      .map(({ text }) => text.slice(0, Math.max(0, text.indexOf(':'))).toLowerCase())
      .filter(isKnownService),
  ),
]
