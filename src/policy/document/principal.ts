/** Principal and NotPrincipal. */
import { accountNamed } from '../match/principal.ts'
import type { Located } from './elements.ts'
import { isOneOf, join, membersOf, textsIn } from './elements.ts'
import type { Json } from './json.ts'
import type { PolicyDocument, PrincipalElement, Statement } from './model.ts'
import type { Members, Place } from './place.ts'
import { familyOf } from './texts.ts'

const types = ['AWS', 'Service', 'Federated', 'CanonicalUser'] as const
type PrincipalType = (typeof types)[number]

/** What AWS calls the types when it repeats a principal. */
const shownTypes: Readonly<Record<Exclude<PrincipalType, 'Federated'>, string>> = {
  AWS: 'AWS',
  Service: 'SERVICE',
  CanonicalUser: 'CANONICAL_USER',
}

export function readPrincipal(
  members: Members,
  effect: Statement['effect'] | undefined,
  place: Place,
): PrincipalElement | undefined {
  const { kind, path, report } = place
  const name = members.has('NotPrincipal') ? 'NotPrincipal' : 'Principal'
  const value = members.get(name)
  const at = join(path, name)
  if (familyOf[kind] === 'identity' || kind === 'service-control') {
    if (value !== undefined)
      report({ code: 'prohibited-principal', path: at, detail: 'the principal is whoever holds the policy' })
    return undefined
  }
  if (value === undefined) {
    report({ code: 'missing-principal', path: at, detail: 'the statement names no principal' })
    return undefined
  }
  const negated = name === 'NotPrincipal'
  if (negated && effect === 'Allow')
    report({ code: 'allow-not-principal', path: at, detail: 'it would allow everybody else in the world' })
  else if (negated && kind === 'trust')
    report({ code: 'not-principal', path: at, detail: 'trust policies name whom they trust' })
  return readElement(value, negated, { ...place, path: at })
}

function readElement(value: Json, negated: boolean, place: Place): PrincipalElement | undefined {
  const { kind, path, report } = place
  const isStar = value.kind === 'string' && value.text === '*'
  if (isStar && kind !== 'trust')
    return { negated, everyone: true, aws: [], service: [], federated: [], canonicalUser: [] }
  if (value.kind !== 'object') {
    report({ code: 'principal-not-object', path, detail: 'expected an object such as {"AWS": "*"}' })
    return undefined
  }
  const texts: Record<PrincipalType, readonly Located[]> = {
    AWS: [],
    Service: [],
    Federated: [],
    CanonicalUser: [],
  }
  for (const [type, names] of membersOf(value, path, undefined, report)) {
    const at = join(path, type)
    if (isOneOf(types, type)) {
      texts[type] = textsIn(names, at, report)
      checkNames(type, texts[type], place)
    } else
      report({
        code: 'invalid-principal',
        path: at,
        value: `"${type}"`,
        detail: `expected one of ${types.join(', ')}, got \`${type}\``,
      })
  }
  if (Object.values(texts).every((list) => list.length === 0))
    report({ code: 'empty-principal', path, detail: 'the statement names no principal' })
  const namesOf = (type: PrincipalType): readonly string[] => texts[type].map(({ text }) => text)
  return {
    negated,
    everyone: namesOf('AWS').includes('*'),
    aws: namesOf('AWS').filter((name) => name !== '*'),
    service: namesOf('Service'),
    federated: namesOf('Federated'),
    canonicalUser: namesOf('CanonicalUser'),
  }
}

function checkNames(type: PrincipalType, names: readonly Located[], { kind, report }: Place): void {
  for (const { text, path } of names) {
    if (isWellFormed(type, text) && !(kind === 'trust' && type === 'CanonicalUser')) continue
    const detail = `\`${text}\` is no principal of type ${type}`
    if (type === 'Federated') report({ code: 'federated-form', path, detail })
    else report({ code: 'invalid-principal', path, value: `"${shownTypes[type]}":"${text}"`, detail })
  }
}

const domain = /^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/
const provider = /^arn:[a-z-]+:iam::\d{12}:(?:saml|oidc)-provider\/.+$/
const uniqueId = /^A(?:IDA|ROA|NPA|GPA|SCA|PKA)[A-Z0-9]{12,124}$/
const entityArn =
  /^arn:[a-z-]+:(?:iam::\d{12}:(?:user|role)\/|sts::\d{12}:(?:assumed-role\/[^/]+\/|federated-user\/))[^*?]+$/

function isWellFormed(type: PrincipalType, text: string): boolean {
  switch (type) {
    case 'AWS':
      return text === '*' || accountNamed(text) !== undefined || entityArn.test(text) || uniqueId.test(text)
    case 'Service':
      return domain.test(text)
    case 'Federated':
      return domain.test(text) || provider.test(text)
    default:
      return /^[0-9a-f]{64}$/.test(text)
  }
}

/** The users, roles and sessions that a policy names: what a service looks up when it stores the policy. */
export const namedPrincipals = (document: PolicyDocument): readonly string[] => [
  ...new Set(document.statements.flatMap(({ principal }) => principal?.aws ?? [])),
]
