/** Action and NotAction. */
import type { Located } from './elements.ts'
import { join, textsIn } from './elements.ts'
import type { PatternElement } from './model.ts'
import type { Members, Place } from './place.ts'
import { isAssumeRoleAction } from './trust.ts'

export function readActions(members: Members, place: Place): PatternElement | undefined {
  const { path, report } = place
  const name = members.has('NotAction') ? 'NotAction' : 'Action'
  const value = members.get(name)
  const actions = value === undefined ? [] : textsIn(value, join(path, name), report)
  // A list whose only entries are no strings was reported already.
  if (value === undefined || (value.kind === 'array' && value.items.length === 0))
    report({ code: 'missing-action', path, detail: 'the statement has no actions' })
  for (const action of actions) checkAction(action, place)
  return actions.length === 0
    ? undefined
    : { negated: name === 'NotAction', patterns: actions.map(({ text }) => text) }
}

function checkAction({ text, path }: Located, { kind, report }: Place): void {
  if (kind === 'trust') {
    if (!isAssumeRoleAction(text))
      report({
        code: 'not-assume-role',
        path,
        detail: `expected an action such as sts:AssumeRole, got \`${text}\``,
      })
    return
  }
  if (text === '*') return
  const [vendor = '', ...names] = text.split(':')
  if (names.length === 0)
    report({ code: 'action-vendor', path, detail: `expected \`service:Action\`, got \`${text}\`` })
  else if (names.length > 1)
    report({ code: 'action-colons', path, detail: `expected one colon, got \`${text}\`` })
  else if (vendor !== '*' && !/^[A-Za-z0-9.-]+$/.test(vendor))
    report({
      code: 'action-vendor-form',
      path,
      value: vendor,
      detail: `expected the name of a service, got \`${vendor}\``,
    })
}
