/** Reads the entries of mapRoles, mapUsers and mapAccounts one by one: a bad one is told by its place, the others stay. */
import { isAccountId, isPartition, parseArn } from '../../../arn/index.ts'
import { isObject, textOf, type JsonObject } from '../../api/index.ts'
import { canonicalize } from '../sts/read-caller.ts'
import type { Mapping } from './mapping.ts'

export interface EntryRules {
  /** What is told of an entry that does not count, or counts otherwise than it looks. */
  readonly tell: (problem: string) => void
  /** Whether the ARN of a role's session stands for the role, as it does in configuration files. */
  readonly canonicalizes?: boolean
}

type Kind = 'roles' | 'users'

const arnKeys = { roles: 'rolearn', users: 'userarn' } as const
const lists = { roles: 'mapRoles', users: 'mapUsers' } as const

export function readMappings(kind: Kind, items: readonly unknown[], rules: EntryRules): readonly Mapping[] {
  const seen = new Map<string, string>()
  return items.flatMap((item, index) => {
    const place = `${lists[kind]}[${index}]`
    const read = readEntry(kind, place, item, rules)
    if (typeof read === 'string') {
      rules.tell(`${place}: ${read}, so it does not count`)
      return []
    }
    const earlier = seen.get(read.arn)
    if (earlier !== undefined)
      rules.tell(`${place}: it is for the same principal as ${earlier} and takes its place`)
    seen.set(read.arn, place)
    return [read]
  })
}

function readEntry(kind: Kind, place: string, item: unknown, rules: EntryRules): Mapping | string {
  if (!isObject(item)) return 'it is not a map of keys and values'
  // Go reads names of members whatever their case.
  const members = new Map(
    Object.entries(item).map(([name, value]) => [name.toLowerCase(), value ?? undefined]),
  )
  const known = [arnKeys[kind], 'username', 'groups', 'userid', ...(kind === 'roles' ? ['sso'] : [])]
  const strange = [...members.keys()].filter((name) => !known.includes(name))
  const arn = readPrincipal(kind, members, place, rules)
  if (!arn.ok) return arn.problem
  const [username = '', groups = []] = [members.get('username'), members.get('groups')]
  if (typeof username !== 'string') return 'its username is not a text'
  if (!Array.isArray(groups)) return 'its groups are not a list'
  if (!groups.every((group) => typeof group === 'string')) return 'one of its groups is not a text'
  if (strange.length > 0) rules.tell(`${place}: \`${strange.join('`, `').slice(0, 200)}\` means nothing here`)
  if (username === '') rules.tell(`${place}: it has no username, so the principal goes by its ARN`)
  const isPrefix = arn.isPrefix === true ? ({ isPrefix: true } as const) : {}
  return { place, arn: arn.arn.toLowerCase(), ...isPrefix, username, groups }
}

type ReadArn =
  | { readonly ok: true; readonly arn: string; readonly isPrefix?: true }
  | { readonly ok: false; readonly problem: string }

const bad = (problem: string): ReadArn => ({ ok: false, problem })

function readPrincipal(
  kind: Kind,
  members: ReadonlyMap<string, unknown>,
  place: string,
  rules: EntryRules,
): ReadArn {
  const [arn, sso] = [members.get(arnKeys[kind]), members.get('sso')]
  if (kind === 'roles' && sso !== undefined)
    return arn === undefined || arn === '' ? readSso(sso) : bad('it has both rolearn and sso')
  if (arn === undefined || arn === '')
    return bad(kind === 'roles' ? 'it has neither rolearn nor sso' : 'it has no userarn')
  if (typeof arn !== 'string') return bad(`its ${arnKeys[kind]} is not a text`)
  const canonical = rules.canonicalizes === true ? canonicalize(arn) : undefined
  if (canonical?.ok === false)
    return bad(`its ${arnKeys[kind]} is none of a principal: \`${arn.slice(0, 200)}\``)
  for (const doubt of doubtsOf(kind, canonical?.arn ?? arn)) rules.tell(`${place}: ${doubt}`)
  return { ok: true, arn: canonical?.arn ?? arn }
}

/** Why an entry that is well-formed will never be anybody's. */
function doubtsOf(kind: Kind, text: string): readonly string[] {
  const shown = text.slice(0, 200)
  const arn = parseArn(text)
  if (arn === undefined) return [`\`${shown}\` is no ARN, so nobody has it`]
  const [type, ...names] = arn.resource.split('/')
  if (arn.service === 'sts' && type === 'assumed-role')
    return [`\`${shown}\` is a session's ARN and never matches: the role's is meant, with \`:role/\``]
  if (kind === 'roles' && type === 'role' && names.length > 1)
    return [`\`${shown}\` has a path, which STS leaves out: \`role/${names.at(-1)}\` is meant`]
  if (kind === 'roles' && type !== 'role') return [`\`${shown}\` is no role`]
  return []
}

/** Any role that IAM Identity Center made for a permission set; their names end in chance. */
function readSso(value: unknown): ReadArn {
  if (!isObject(value)) return bad('its sso is not a map of keys and values')
  const members = lowerCased(value)
  const member = (name: string): string => textOf(members.get(name)) ?? ''
  const [set, account, partition] = [
    member('permissionsetname'),
    member('accountid'),
    member('partition') || 'aws',
  ]
  if (!isAccountId(account)) return bad(`its accountID \`${account.slice(0, 50)}\` is no AWS account`)
  if (!/^[\w+=,.@-]{1,32}$/.test(set))
    return bad(`its permissionSetName \`${set.slice(0, 50)}\` is no name of a permission set`)
  if (!isPartition(partition)) return bad(`its partition \`${partition.slice(0, 50)}\` is none`)
  return { ok: true, arn: `arn:${partition}:iam::${account}:role/AWSReservedSSO_${set}_`, isPrefix: true }
}

const lowerCased = (value: JsonObject): ReadonlyMap<string, unknown> =>
  new Map(Object.entries(value).map(([name, member]) => [name.toLowerCase(), member]))

export function readAccounts(items: readonly unknown[], { tell }: EntryRules): ReadonlySet<string> {
  const accounts = new Set<string>()
  for (const [index, item] of items.entries()) {
    const account = typeof item === 'string' ? item.trim() : ''
    if (isAccountId(account)) accounts.add(account)
    else tell(`mapAccounts[${index}]: it is not the 12 digits of an account, so it does not count`)
  }
  return accounts
}
