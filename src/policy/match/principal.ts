/** How closely a Principal element names whoever asks. */
import type { PolicyKind, PrincipalElement } from '../document/model.ts'
import type { Principal } from '../principal.ts'

/**
 * `account`: only the account is named, which leaves it to the account's own policies.
 * `role`: the role behind the session, or the user behind the federated user, is named.
 * `direct`: the principal itself is named.
 */
export type Naming = 'none' | 'account' | 'role' | 'direct'

/** Who asks, as far as Principal elements look. */
export interface Asker {
  readonly principal: Principal
  readonly canonicalUserId?: string
  /** Whether the principal has a permissions boundary. */
  readonly bounded: boolean
}

/** An asker must not change: what was found for it is remembered. */
export type PrincipalMatcher = (asker: Asker) => Naming

export interface PrincipalRules {
  readonly kind: PolicyKind
  readonly effect: 'Allow' | 'Deny'
  /** Ids by ARN: principals that are matched by their unique id and not by their name. */
  readonly ids: Readonly<Record<string, string>>
}

export function principalMatcher(element: PrincipalElement, rules: PrincipalRules): PrincipalMatcher {
  const match = plainMatcher(element, rules)
  // The statements of a policy mostly name the same principals, and one asker is asked about by all of them.
  let last: { asker: Asker; naming: Naming } | undefined
  return (asker) => {
    if (last?.asker !== asker) last = { asker, naming: match(asker) }
    return last.naming
  }
}

function plainMatcher(element: PrincipalElement, rules: PrincipalRules): PrincipalMatcher {
  const named = namesOf(element, rules)
  if (!element.negated) return (asker) => namingOf(named, asker)
  if (rules.effect === 'Allow') return (asker) => (isNamedAtAll(named, asker) ? 'none' : 'direct')
  return (asker) => (isSpared(named, asker) ? 'none' : 'direct')
}

interface Names {
  readonly everyone: boolean
  /** Whether `*` also covers those whom nobody but an identity provider knows. */
  readonly strangers: boolean
  readonly accounts: ReadonlySet<string>
  /** ARNs and unique ids. */
  readonly entities: ReadonlySet<string>
  readonly services: ReadonlySet<string>
  readonly providers: ReadonlySet<string>
  readonly canonicalUsers: ReadonlySet<string>
}

function namesOf(element: PrincipalElement, { kind, effect, ids }: PrincipalRules): Names {
  const accounts = new Set<string>()
  const entities = new Set<string>()
  for (const name of element.aws) {
    const account = accountNamed(name)
    if (account === undefined) entities.add(Object.hasOwn(ids, name) ? ids[name]! : name)
    else accounts.add(account)
  }
  return {
    everyone: element.everyone,
    // A role lets in nobody on a provider's word unless its trust policy names that provider.
    strangers: kind !== 'trust' || effect === 'Deny',
    accounts,
    entities,
    services: new Set(element.service),
    providers: new Set(element.federated),
    canonicalUsers: new Set(element.canonicalUser),
  }
}

/** `111122223333` and `arn:aws:iam::111122223333:root` name the account. */
export const accountNamed = (name: string): string | undefined =>
  /^(?:arn:[a-z-]+:iam::(?<named>\d{12}):root|(?<bare>\d{12}))$/.exec(name)?.slice(1).find(Boolean)

function namingOf(names: Names, asker: Asker): Naming {
  const { principal } = asker
  if (names.everyone && (names.strangers || principal.kind !== 'web-identity')) return 'direct'
  switch (principal.kind) {
    case 'anonymous':
      return 'none'
    case 'service':
      return names.services.has(principal.name) ? 'direct' : 'none'
    case 'web-identity':
      return names.providers.has(principal.provider) ? 'direct' : 'none'
    case 'root':
      return isAccountNamed(names, asker) ? 'direct' : 'none'
    case 'user':
      if (names.entities.has(principal.arn) || names.entities.has(principal.id)) return 'direct'
      break
    case 'role-session':
      if (names.entities.has(principal.arn)) return 'direct'
      if (names.entities.has(principal.roleArn) || names.entities.has(principal.roleId)) return 'role'
      break
    case 'federated-user':
      if (names.entities.has(principal.arn)) return 'direct'
      if (names.entities.has(principal.userArn)) return 'role'
      break
  }
  return isAccountNamed(names, asker) ? 'account' : 'none'
}

function isAccountNamed(names: Names, { principal, canonicalUserId }: Asker): boolean {
  if (!('account' in principal)) return false
  if (names.accounts.has(principal.account)) return true
  return canonicalUserId !== undefined && names.canonicalUsers.has(canonicalUserId)
}

const isNamedAtAll = (names: Names, asker: Asker): boolean => namingOf(names, asker) !== 'none'

/**
 * Whether Deny with NotPrincipal leaves the principal alone. AWS looks at the account, the role and the
 * session one by one, so each must be listed; and whoever has a permissions boundary is always denied:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
function isSpared(names: Names, asker: Asker): boolean {
  if (names.everyone) return true
  const { principal, bounded } = asker
  switch (principal.kind) {
    case 'user':
      return !bounded && isAccountNamed(names, asker) && namingOf(names, asker) === 'direct'
    case 'role-session':
      return (
        !bounded &&
        isAccountNamed(names, asker) &&
        names.entities.has(principal.arn) &&
        (names.entities.has(principal.roleArn) || names.entities.has(principal.roleId))
      )
    case 'federated-user':
      return (
        isAccountNamed(names, asker) &&
        names.entities.has(principal.arn) &&
        names.entities.has(principal.userArn)
      )
    default:
      return isNamedAtAll(names, asker)
  }
}
