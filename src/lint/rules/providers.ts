/** Identity providers as policies name them: the ARN of a provider, and the condition keys that bear its name. */
import { parseArn } from '../../arn/index.ts'
import type { LintCondition, LintStatement, Word } from '../view.ts'

/** What STS fills for OIDC providers of any kind. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html */
const claims = ['sub', 'aud', 'amr', 'oaud', 'azp', 'email', 'id', 'upn', 'app_id', 'user_id']

export interface ProviderKey {
  /** As the key has it, a scheme and all. */
  readonly provider: string
  readonly claim: string
}

/** `oidc.eks.eu-west-1.amazonaws.com/id/ABC:sub` and whatever looks as if it was to be one. */
export function providerKeyOf(key: string): ProviderKey | undefined {
  const colon = key.lastIndexOf(':')
  if (colon === -1) return undefined
  const provider = key.slice(0, colon)
  const claim = key.slice(colon + 1)
  // A service's prefix holds no dot.
  return provider.includes('.') || provider.includes('/') ? { provider, claim } : undefined
}

export const isProviderKey = (key: string): boolean => providerKeyOf(key) !== undefined

export const isKnownClaim = (claim: string): boolean => claims.includes(claim.toLowerCase())

export interface TrustedProvider {
  readonly name: Word
  /** As IAM names it: without a scheme. */
  readonly provider: string
}

/** The OIDC providers that a statement names; a scheme or slash too much is another rule's. */
export const trustedProviders = ({ principal }: LintStatement): readonly TrustedProvider[] =>
  (principal?.negated === true ? [] : (principal?.names ?? []))
    .filter(({ type }) => type === 'Federated')
    .flatMap(({ name }) => {
      const provider = providerIn(name.text)?.replace(/^https?:\/\/|\/$/gi, '')
      return provider === undefined ? [] : [{ name, provider }]
    })

export function providerIn(arn: string): string | undefined {
  const parsed = parseArn(arn)
  const prefix = 'oidc-provider/'
  return parsed?.service === 'iam' && parsed.resource.startsWith(prefix)
    ? parsed.resource.slice(prefix.length)
    : undefined
}

/** Whether the provider is one of Kubernetes clusters: EKS's, or one whose subjects the statement writes so. */
export const isOfClusters = (provider: string, statement: LintStatement): boolean =>
  /^oidc\.eks(?:-fips)?\./.test(provider) ||
  statement.conditions.some(({ values }) =>
    values.some(({ text }) => text.startsWith('system:serviceaccount:')),
  )

/** The conditions on a claim of the provider. */
export const conditionsOn = (
  { conditions }: LintStatement,
  provider: string,
  claim: string,
): readonly LintCondition[] =>
  conditions.filter(({ key }) => key.text.toLowerCase() === `${provider}:${claim}`.toLowerCase())

export const allowsWebIdentity = ({ effect, action }: LintStatement): boolean =>
  effect === 'Allow' &&
  !action.negated &&
  action.words.some(({ text }) =>
    /^(?:\*|sts:\*|sts:Assume\*|sts:AssumeRole\*|sts:AssumeRoleWithWebIdentity)$/i.test(text),
  )
