/** One statement of a policy. */
import { readActions } from './action.ts'
import { readConditions } from './condition.ts'
import { isOneOf, join, membersOf, textIn } from './elements.ts'
import type { Json } from './json.ts'
import type { Statement } from './model.ts'
import { checkOrganizationRules } from './organization.ts'
import type { Members, Place } from './place.ts'
import { readPrincipal } from './principal.ts'
import { readResources } from './resource.ts'
import { familyOf } from './texts.ts'
import { checkCognito } from './trust.ts'

const names = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]

/** Undefined when nothing could be made of it; then something was reported. */
export function readStatement(value: Json, place: Place): Statement | undefined {
  const { kind, path, report } = place
  if (value.kind !== 'object') {
    report({ code: 'malformed', path, detail: `expected an object, got ${value.kind}` })
    return undefined
  }
  const members = membersOf(value, path, names, report)
  for (const name of ['Principal', 'Action', 'Resource'])
    if (members.has(name) && members.has(`Not${name}`))
      report({ code: 'malformed', path, detail: `${name} and Not${name} exclude each other` })

  const sid = readSid(members, place)
  const effect = readEffect(members, place)
  const principal = readPrincipal(members, effect, place)
  const action = readActions(members, place)
  const resource = readResources(members, place)
  const conditions = readConditions(members.get('Condition'), place)
  if (effect === undefined || action === undefined) return undefined
  const statement: Statement = {
    ...(sid !== undefined && { sid }),
    effect,
    ...(principal && { principal }),
    action,
    ...(resource && { resource }),
    conditions,
  }
  if (kind === 'trust') checkCognito(statement, place)
  if (familyOf[kind] === 'organization') checkOrganizationRules(statement, place)
  return statement
}

function readSid(members: Members, { kind, path, report }: Place): string | undefined {
  const at = join(path, 'Sid')
  const sid = textIn(members.get('Sid'), at, report)
  if (sid !== undefined && familyOf[kind] === 'identity' && !/^[0-9A-Za-z]*$/.test(sid))
    report({ code: 'sid-form', path: at, detail: `expected letters and digits, got \`${sid}\`` })
  return sid
}

const effects = ['Allow', 'Deny'] as const

function readEffect(members: Members, { path, report }: Place): Statement['effect'] | undefined {
  const at = join(path, 'Effect')
  const value = members.get('Effect')
  if (value === undefined) {
    report({ code: 'missing-effect', path: at, detail: 'expected Allow or Deny' })
    return undefined
  }
  const text = textIn(value, at, report)
  if (text === undefined || isOneOf(effects, text)) return text
  // IAM's first reader takes `allow`; a later one does not.
  const code = /^(?:allow|deny)$/i.test(text) ? 'effect-case' : 'bad-effect'
  report({ code, path: at, value: text, detail: `expected Allow or Deny, got \`${text}\`` })
  return undefined
}
