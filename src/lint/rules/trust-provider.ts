/** Whether a trust policy's principal, action and keys speak of one provider. */
import type { Found, Rule } from '../finding.ts'
import type { LintPolicy, LintStatement } from '../view.ts'
import { isKnownClaim, providerIn, providerKeyOf, trustedProviders, type ProviderKey } from './providers.ts'
import { conditionsIn, quoted, type ConditionPlace } from './words.ts'

const providerKeysIn = (policy: LintPolicy): readonly (ConditionPlace & ProviderKey)[] =>
  conditionsIn(policy).flatMap((place) => {
    const key = providerKeyOf(place.condition.key.text)
    return key === undefined ? [] : [{ ...place, ...key }]
  })

const scheme = /^https?:\/\//i

export const schemeInKey: Rule = {
  id: 'scheme-in-key',
  severity: 'error',
  title: "a condition key that begins with the issuer's scheme",
  check: (policy) =>
    providerKeysIn(policy)
      .filter(({ provider }) => scheme.test(provider))
      .map(({ provider, claim, condition, statement }) => ({
        span: condition.key.span,
        statement,
        reason: 'STS names a provider without its scheme, so the key never has a value',
        fix: `write \`${provider.replace(scheme, '')}:${claim}\``,
      })),
}

export const keyOfOtherProvider: Rule = {
  id: 'key-of-other-provider',
  severity: 'error',
  title: 'a condition key of a provider that the statement does not trust',
  check: (policy) => providerKeysIn(policy).flatMap(checkProvider),
}

function checkProvider({
  provider,
  claim,
  condition,
  statement,
}: ConditionPlace & ProviderKey): readonly Found[] {
  const trusted = trustedProviders(statement).map((each) => each.provider)
  if (trusted.length === 0 || scheme.test(provider)) return []
  if (trusted.some((each) => each.toLowerCase() === provider.toLowerCase())) return []
  return [
    {
      span: condition.key.span,
      statement,
      reason: `the statement trusts ${quoted(trusted)}, and the key is of \`${provider}\`: it never has a value`,
      fix:
        trusted.length === 1
          ? `write \`${trusted[0]!}:${claim}\``
          : 'give each provider a statement of its own',
    },
  ]
}

export const unknownClaim: Rule = {
  id: 'unknown-claim',
  severity: 'error',
  title: 'a claim that STS takes from no token',
  check: (policy) =>
    providerKeysIn(policy)
      .filter(({ provider, claim, statement }) => {
        const trusted = trustedProviders(statement).map((each) => each.provider)
        return trusted.includes(provider) && provider.startsWith('oidc.eks') && !isKnownClaim(claim)
      })
      .map(({ claim, condition, statement }) => ({
        span: condition.key.span,
        statement,
        reason: `STS takes \`sub\` and \`aud\` from a cluster's token; \`${claim}\` never has a value`,
        fix: 'say it by `sub`, which holds namespace and service account',
      })),
}

export const providerForm: Rule = {
  id: 'provider-form',
  severity: 'error',
  title: 'a federated principal that is no ARN of a provider',
  check: ({ statements }) =>
    statements.flatMap((statement) =>
      (statement.principal?.names ?? [])
        .filter(({ type, name }) => type === 'Federated' && !isProvider(name.text))
        .map(({ name }) => ({
          span: name.span,
          statement,
          reason: `\`${name.text}\` names no provider of an account`,
          fix: 'write arn:aws:iam::ACCOUNT:oidc-provider/ISSUER, the issuer without `https://`',
        })),
    ),
}

/** The providers that are the same for all accounts are named without an ARN. */
const wellKnown = [
  'cognito-identity.amazonaws.com',
  'www.amazon.com',
  'graph.facebook.com',
  'accounts.google.com',
]

function isProvider(text: string): boolean {
  const provider = providerIn(text)
  if (provider !== undefined) return provider !== '' && !scheme.test(provider) && !provider.endsWith('/')
  return wellKnown.includes(text) || /^arn:[\w-]+:iam::\d{12}:saml-provider\/.+$/.test(text)
}

export const actionOfOtherPrincipal: Rule = {
  id: 'action-of-other-principal',
  severity: 'error',
  title: 'a way to take the role that its principal cannot go',
  check: ({ kind, statements }) =>
    kind === 'trust' ? statements.filter(({ effect }) => effect === 'Allow').flatMap(checkActions) : [],
}

const wayOf: Readonly<Record<string, { readonly action: RegExp; readonly right: string }>> = {
  oidc: { action: /^sts:(?:assumerole(?:withsaml)?|assumeroot)$/i, right: 'sts:AssumeRoleWithWebIdentity' },
  saml: { action: /^sts:(?:assumerole(?:withwebidentity)?|assumeroot)$/i, right: 'sts:AssumeRoleWithSAML' },
  other: { action: /^sts:assumerolewith(?:webidentity|saml)$/i, right: 'sts:AssumeRole' },
}

function checkActions(statement: LintStatement): readonly Found[] {
  if (statement.principal === undefined || statement.action.negated) return []
  const kinds = new Set(
    statement.principal.names.map(({ type, name }) =>
      type !== 'Federated' ? 'other' : name.text.includes(':saml-provider/') ? 'saml' : 'oidc',
    ),
  )
  if (kinds.size !== 1) return []
  const { action, right } = wayOf[[...kinds][0]!]!
  return statement.action.words
    .filter(({ text }) => action.test(text))
    .map(({ text, span }) => ({
      span,
      statement,
      reason: `the statement's principal cannot call \`${text}\` for a role`,
      fix: `write \`${right}\``,
    }))
}
