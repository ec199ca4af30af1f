/** What holds for role trust policies alone. */
import { actionPattern } from '../match/action.ts'
import { matches } from '../match/glob.ts'
import type { Statement } from './model.ts'
import { join } from './elements.ts'
import type { Place } from './place.ts'

const assumeRoleActions = [
  'sts:assumerole',
  'sts:assumerolewithsaml',
  'sts:assumerolewithwebidentity',
  'sts:setcontext',
  'sts:setsourceidentity',
  'sts:tagsession',
]

/** Whether a trust policy may name the action; `sts:*` and the like may stand for several. */
export function isAssumeRoleAction(text: string): boolean {
  if (!text.toLowerCase().startsWith('sts:')) return false
  const pattern = actionPattern(text)
  return assumeRoleActions.some((action) => matches(pattern, action))
}

const cognito = 'cognito-identity.amazonaws.com'

/** Every AWS customer's identity pools share the one Cognito provider, so the pool has to be named. */
export function checkCognito({ principal, conditions }: Statement, { path, report }: Place): void {
  if (principal?.federated.includes(cognito) !== true) return
  const key = `${cognito}:aud`
  const namesPool = conditions.some(
    (condition) => condition.key.toLowerCase() === key && !condition.operator.name.includes('Not'),
  )
  if (!namesPool)
    report({
      code: 'cognito-condition',
      path: join(path, 'Condition'),
      detail: `expected a condition on \`${key}\``,
    })
}
