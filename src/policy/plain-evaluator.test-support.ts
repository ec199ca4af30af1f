/** The policy language a second time, as plainly as it can be said: no compiling, no index, nothing shared with the first. */
import { isIPv4, isIPv6 } from 'node:net'
import type { Condition, PolicyDocument, PrincipalElement, Statement } from './document/model.ts'
import type { CompiledPolicy } from './compile.ts'
import type { Decision, PolicyRequest, PolicyType, StatementReference } from './types.ts'

type Naming = 'none' | 'account' | 'role' | 'direct'
type Found = { naming: Naming; reference: StatementReference }

export function plainDecide(request: PolicyRequest): Decision {
  const { principal, policies } = request
  const hasAccount = 'account' in principal
  const isRoot = principal.kind === 'root'
  const isServiceLinked =
    principal.kind === 'role-session' && principal.roleArn.includes(':role/aws-service-role/')
  const controls = isServiceLinked ? undefined : policies

  const types: [PolicyType, (readonly CompiledPolicy[])[] | undefined][] = [
    ['resource control policy', controls?.resourceControl?.slice()],
    ['service control policy', hasAccount ? controls?.serviceControl?.slice() : undefined],
    ['resource-based policy', policies.resource && [[policies.resource]]],
    ['identity-based policy', hasAccount && !isRoot ? [policies.identity] : undefined],
    ['permissions boundary', hasAccount && !isRoot ? policies.boundary && [policies.boundary] : undefined],
    ['session policy', hasAccount ? policies.session && [policies.session] : undefined],
  ]

  for (const [type, levels] of types) {
    const denials = (levels ?? []).flat().flatMap((policy) => applying(type, policy, 'Deny', request))
    if (denials.length > 0)
      return { effect: 'explicit-deny', by: type, statements: denials.map((found) => found.reference) }
  }

  const deny = (missing: PolicyType): Decision => ({ effect: 'implicit-deny', missing, statements: [] })
  const statements: StatementReference[] = []
  /** Whether every level of the type allows, if the type is there at all. */
  const allowed = (type: PolicyType): boolean => {
    const levels = types.find(([name]) => name === type)![1]
    for (const level of levels ?? []) {
      const allow = level.flatMap((policy) => applying(type, policy, 'Allow', request))[0]
      if (allow === undefined) return false
      statements.push(allow.reference)
    }
    return true
  }

  if (!allowed('resource control policy')) return deny('resource control policy')
  if (!allowed('service control policy')) return deny('service control policy')

  const grants = policies.resource
    ? applying('resource-based policy', policies.resource, 'Allow', request).filter(
        (found) => policies.resource!.document.statements[found.reference.index]!.principal !== undefined,
      )
    : []
  const grant =
    grants.find((found) => found.naming === 'direct') ??
    grants.find((found) => found.naming === 'role') ??
    grants.find((found) => found.naming === 'account')
  const ofThisAccount =
    hasAccount && (request.resourceAccount === undefined || request.resourceAccount === principal.account)
  const resourceMustGrant = !ofThisAccount || policies.resourceRequired === true

  if (resourceMustGrant && grant === undefined) return deny('resource-based policy')
  if (grant !== undefined && (resourceMustGrant || grant.naming !== 'account'))
    statements.push(grant.reference)
  if (!hasAccount) return { effect: 'allow', statements }
  if (ofThisAccount && grant?.naming === 'direct') return { effect: 'allow', statements }

  const roleIsGranted = ofThisAccount && grant?.naming === 'role'
  if (!roleIsGranted && !allowed('identity-based policy')) return deny('identity-based policy')
  if (!allowed('permissions boundary')) return deny('permissions boundary')
  if (!allowed('session policy')) return deny('session policy')
  return { effect: 'allow', statements }
}

function applying(
  policyType: PolicyType,
  policy: CompiledPolicy,
  effect: 'Allow' | 'Deny',
  request: PolicyRequest,
): Found[] {
  return policy.document.statements.flatMap((statement, index) => {
    if (statement.effect !== effect || !statementApplies(statement, policy.document, request)) return []
    const naming =
      statement.principal === undefined ? 'direct' : nameOf(statement.principal, effect, policy, request)
    if (naming === 'none') return []
    const { sid } = statement
    const reference = { policyType, policy: policy.name, ...(sid !== undefined && { sid }), index }
    return [{ naming, reference }]
  })
}

function statementApplies(statement: Statement, document: PolicyDocument, request: PolicyRequest): boolean {
  const { action, context } = request
  const actionFits = statement.action.patterns.some((pattern) =>
    fits(letters(pattern.toLowerCase()), action.toLowerCase()),
  )
  if (actionFits === statement.action.negated) return false
  if (!resourceApplies(statement, document, request)) return false
  return statement.conditions.every((condition) => isMet(condition, document, context))
}

function resourceApplies(
  { resource: element, effect }: Statement,
  document: PolicyDocument,
  { resource, context }: PolicyRequest,
): boolean {
  if (element === undefined) return true
  const patterns = element.patterns.map((text) => substitute(text, document, context))
  if (effect === 'Allow' && element.negated && patterns.includes(undefined)) return false
  const isAmong = patterns.some((pattern) => pattern !== undefined && fits(wholeArn(pattern), resource))
  return isAmong !== element.negated
}

function wholeArn(pattern: Letter[]): Letter[] {
  const isStar = pattern.length === 1 && pattern[0]!.wild === 'run'
  const colons = pattern.filter((letter) => letter.arnColon).length
  const missing = isStar ? 0 : Math.max(0, 5 - colons)
  return [...pattern, ...letters(':*'.repeat(missing))]
}

// --- principals

function nameOf(
  element: PrincipalElement,
  effect: 'Allow' | 'Deny',
  policy: CompiledPolicy,
  request: PolicyRequest,
): Naming {
  const { principal, canonicalUserId } = request
  const listed = (name: string | undefined): boolean =>
    name !== undefined && element.aws.map((entry) => policy.principalIds[entry] ?? entry).includes(name)
  const account = 'account' in principal ? principal.account : undefined
  const accountListed =
    account !== undefined &&
    (element.aws.some((entry) => entry === account || entry.endsWith(`:iam::${account}:root`)) ||
      (canonicalUserId !== undefined && element.canonicalUser.includes(canonicalUserId)))

  let self = false
  let behind: boolean | undefined
  if (principal.kind === 'user') self = listed(principal.arn) || listed(principal.id)
  if (principal.kind === 'root') self = accountListed
  if (principal.kind === 'service') self = element.service.includes(principal.name)
  if (principal.kind === 'web-identity') self = element.federated.includes(principal.provider)
  if (principal.kind === 'role-session') {
    self = listed(principal.arn)
    behind = listed(principal.roleArn) || listed(principal.roleId)
  }
  if (principal.kind === 'federated-user') {
    self = listed(principal.arn)
    behind = listed(principal.userArn)
  }
  // Only a role's trust is not given to whoever a provider vouches for.
  const everyone =
    element.everyone &&
    !(policy.document.kind === 'trust' && effect === 'Allow' && principal.kind === 'web-identity')
  const named = everyone || self || behind === true || accountListed
  if (!element.negated) {
    if (everyone || self) return 'direct'
    if (behind === true) return 'role'
    return accountListed ? 'account' : 'none'
  }
  if (effect === 'Allow') return named ? 'none' : 'direct'
  if (element.everyone) return 'none'
  const bounded =
    request.policies.boundary !== undefined &&
    (principal.kind === 'user' || principal.kind === 'role-session')
  const inAccount = account !== undefined && principal.kind !== 'root'
  const spared = self && behind !== false && (!inAccount || accountListed) && !bounded
  return spared ? 'none' : 'direct'
}

// --- conditions

function isMet(condition: Condition, document: PolicyDocument, context: PolicyRequest['context']): boolean {
  const { name, set, ifExists } = condition.operator
  const given = context.get(condition.key.toLowerCase()) ?? []
  const isNullSet = given.every((value) => value === '')
  if (name === 'Null')
    return condition.values.map((value) => value.toLowerCase()).includes(isNullSet ? 'true' : 'false')
  if (set === 'ForAllValues' && isNullSet) return true
  if (set === 'ForAnyValue' && isNullSet) return false
  const negated = name.includes('Not')
  if (given.length === 0) return negated || ifExists

  const base = name.replace('Not', '')
  const knowsVariables = base.startsWith('String') || base.startsWith('Arn')
  const asked = condition.values.map((value) =>
    knowsVariables ? substitute(value, document, context) : letters(value, false),
  )
  const fitsOne = (value: string): boolean =>
    asked.some((pattern) => pattern !== undefined && compare(base, value, pattern))
  if (set === 'ForAllValues') return given.every((value) => fitsOne(value) !== negated)
  if (set === 'ForAnyValue') return given.some((value) => fitsOne(value) !== negated)
  return given.some(fitsOne) !== negated
}

function compare(operator: string, given: string, asked: Letter[]): boolean {
  const text = asked.map((letter) => letter.letter).join('')
  switch (operator) {
    case 'StringEquals':
      return given === text
    case 'StringEqualsIgnoreCase':
      return given.toLowerCase() === text.toLowerCase()
    case 'StringLike':
      return fits(asked, given)
    case 'ArnEquals':
    case 'ArnLike':
      return arnFits(asked, given)
    case 'Bool':
      return /^(true|false)$/i.test(given) && given.toLowerCase() === text.toLowerCase()
    case 'BinaryEquals':
      return isBase64(given) && isBase64(text) && atob(given) === atob(text)
    case 'IpAddress':
      return ipFits(given, text)
    default:
      break
  }
  const read = operator.startsWith('Date') ? instantOf : numberOf
  const [left, right] = [read(given), read(text)]
  if (left === undefined || right === undefined) return false
  if (operator.endsWith('LessThanEquals')) return left <= right
  if (operator.endsWith('GreaterThanEquals')) return left >= right
  if (operator.endsWith('LessThan')) return left < right
  if (operator.endsWith('GreaterThan')) return left > right
  return left === right
}

const isBase64 = (text: string): boolean => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)

const numberOf = (text: string): number | undefined =>
  /^[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?$/.test(text) ? Number.parseFloat(text) : undefined

function instantOf(text: string): number | undefined {
  if (/^-?\d{1,3}$|^-?\d{5,15}$|^-\d{4}$/.test(text)) return Number(text) * 1000
  // Date.parse takes much that is no ISO date.
  if (!/^\d{4}(-\d\d(-\d\d(T[\d:.]+(Z|[-+]\d\d:\d\d)?)?)?)?$/i.test(text)) return undefined
  const full = /^\d{4}$|^\d{4}-\d\d$|^\d{4}-\d\d-\d\d$/.test(text)
    ? text
    : text.replace(/(?<=T\d\d:\d\d)(?=Z|[+-]|$)/i, ':00').replace(/(?<=\d\d:\d\d:\d\d(\.\d+)?)$/, 'Z')
  const day = text.slice(0, 10)
  const instant = Date.parse(full)
  if (Number.isNaN(instant)) return undefined
  // Date.parse may carry the 31st of February over.
  return day.length === 10 && new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) !== day
    ? undefined
    : instant
}

function ipFits(given: string, asked: string): boolean {
  const [network, prefix] = asked.split('/')
  const [left, right] = [ipOf(given), ipOf(network!)]
  if (left === undefined || right === undefined || left.bits !== right.bits) return false
  if (prefix !== undefined && !/^\d+$/.test(prefix)) return false
  const isMapped = right.bits === 32 && network!.includes(':')
  const length = prefix === undefined ? left.bits : Number(prefix) - (isMapped ? 96 : 0)
  if (length < 0 || length > left.bits) return false
  return left.value >> BigInt(left.bits - length) === right.value >> BigInt(left.bits - length)
}

function ipOf(text: string): { value: bigint; bits: number } | undefined {
  if (isIPv4(text)) return { value: inBase(256n, text.split('.').map(Number)), bits: 32 }
  if (!isIPv6(text)) return undefined
  // The last two groups may be written as an IPv4 address.
  const plain = text.replace(/[\d.]+\.[\d.]+$/, (v4) => {
    const value = inBase(256n, v4.split('.').map(Number))
    return `${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`
  })
  const [head = '', tail = ''] = plain.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === '' ? [] : tail.split(':')
  const middle = Array<string>(8 - left.length - right.length).fill('0')
  const groups = [...left, ...middle, ...right].map((group) => Number.parseInt(group, 16))
  const value = inBase(65_536n, groups)
  return value >> 32n === 0xffffn ? { value: value & 0xffff_ffffn, bits: 32 } : { value, bits: 128 }
}

const inBase = (base: bigint, digits: readonly number[]): bigint =>
  digits.reduce((sum, digit) => sum * base + BigInt(digit), 0n)

// --- patterns: a list of letters, each of which may be a wildcard

interface Letter {
  readonly letter: string
  readonly wild?: 'run' | 'one'
  /** A colon that was written in the policy and not brought in by a variable. */
  readonly arnColon?: boolean
}

const letters = (text: string, wildcards = true): Letter[] =>
  text.split('').map((letter) => ({
    letter,
    arnColon: letter === ':',
    ...(wildcards && letter === '*' && { wild: 'run' as const }),
    ...(wildcards && letter === '?' && { wild: 'one' as const }),
  }))

function substitute(
  text: string,
  document: PolicyDocument,
  context: PolicyRequest['context'],
): Letter[] | undefined {
  if (document.version !== '2012-10-17') return letters(text)
  const result: Letter[] = []
  const variable = /\$\{([*?$]|([^,}']*)(?:,\s*'([^']*)'\s*)?)\}/g
  let from = 0
  for (const match of text.matchAll(variable)) {
    const [whole, inner, key, fallback] = match
    result.push(...letters(text.slice(from, match.index)))
    from = match.index + whole.length
    const values = key === undefined ? undefined : context.get(key.trim().toLowerCase())
    const value = key === undefined ? inner : values?.length === 1 ? values[0] : fallback
    if (value === undefined) return undefined
    result.push(...letters(value, false).map(({ letter }) => ({ letter })))
  }
  return [...result, ...letters(text.slice(from))]
}

/** Row by row: which prefixes of the text the pattern read so far can stand for. */
function fits(pattern: readonly Letter[], text: string): boolean {
  let reached = Array.from({ length: text.length + 1 }, (_, length) => length === 0)
  for (const { letter, wild } of pattern) {
    const next = Array<boolean>(text.length + 1).fill(false)
    for (let at = 0; at <= text.length; at++) {
      if (wild === 'run') next[at] = reached[at]! || (at > 0 && next[at - 1]!)
      else next[at] = at > 0 && reached[at - 1]! && (wild === 'one' || text[at - 1] === letter)
    }
    reached = next
  }
  return reached[text.length]!
}

function arnFits(pattern: readonly Letter[], given: string): boolean {
  const parts = given.split(':')
  if (parts[0] !== 'arn' || parts.length < 6) return false
  if (pattern.length === 1 && pattern[0]!.wild === 'run') return true
  const given6 = [...parts.slice(0, 5), parts.slice(5).join(':')]
  const asked6: Letter[][] = [[]]
  for (const letter of pattern) {
    if (letter.letter === ':' && asked6.length < 6) asked6.push([])
    else asked6.at(-1)!.push(letter)
  }
  return asked6.length === 6 && asked6.every((part, index) => fits(part, given6[index]!))
}
