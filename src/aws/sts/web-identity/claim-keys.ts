/** The claims of a token that policies can ask about, by the names that AWS gives them. */
import { BoundedMap } from '../../../kit/index.ts'
import { audiencesOf, type Token } from '../../../token/index.ts'

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
const known: readonly { readonly provider: RegExp; readonly claims: readonly string[] }[] = [
  {
    provider: /^token\.actions\.(githubusercontent\.com(\/[^/]+)?|[^./]+\.ghe\.com)$/,
    claims: [
      'actor',
      'actor_id',
      'enterprise_id',
      'environment',
      'job_workflow_ref',
      'ref',
      'repository',
      'repository_id',
      'repository_owner_id',
      'workflow',
    ],
  },
  {
    provider: /^gitlab\.com$/,
    claims: [
      'namespace_id',
      'pipeline_source',
      'project_id',
      'ref_protected',
      'runner_environment',
      'user_access_level',
      'user_email',
      'user_id',
      'user_login',
    ],
  },
  {
    provider: /^agent(\.[^./]+)?\.buildkite\.(com|dev|site)$/,
    claims: [
      'build_branch',
      'cluster_id',
      'cluster_name',
      'organization_id',
      'organization_slug',
      'pipeline_id',
      'pipeline_slug',
    ],
  },
  { provider: /^oidc\.circleci\.com\/org\/[^/]+$/, claims: ['oidc.circleci.com/project-id'] },
  { provider: /^accounts\.google\.com$/, claims: ['google/organization_number'] },
  { provider: /^idcs-[^./]+\.identity\.oraclecloud\.com$/, claims: ['rpst_id'] },
]

export type ClaimKeys = Readonly<Record<string, string | readonly string[] | undefined>>

/** `audiences` are those that count as `aud`: the authorized party where the token names one. */
export function claimKeys(token: Token, providerUrl: string, audiences: readonly string[]): ClaimKeys {
  const { amr, azp, email, sub } = token.claims
  const keys: Record<string, string | readonly string[] | undefined> = {
    sub: textOf(sub),
    aud: audiences,
    oaud: azp === undefined ? undefined : audiencesOf(token),
    amr: textsOf(amr),
    email: textOf(email),
  }
  for (const name of namesOf(providerUrl).own) keys[name] = textOf(token.claims[name])
  return keys
}

/** The condition keys of a provider's claims, by the name of the claim. */
export const conditionKeysOf = (providerUrl: string): Readonly<Record<string, string>> =>
  namesOf(providerUrl).conditionKeys

interface ClaimNames {
  /** The claims that AWS knows of this provider alone. */
  readonly own: readonly string[]
  readonly conditionKeys: Readonly<Record<string, string>>
}

const ofEveryProvider = ['sub', 'aud', 'oaud', 'amr', 'email']

/** Worked out once a provider: to join and hash such long names for each token takes longer than to decide about it. */
const namesOfProviders = new BoundedMap<string, ClaimNames>(1000)

const namesOf = (providerUrl: string): ClaimNames =>
  namesOfProviders.getOrMake(providerUrl, () => {
    const own = known.find(({ provider }) => provider.test(providerUrl))?.claims ?? []
    const prefix = providerUrl.toLowerCase()
    const conditionKeys = [...ofEveryProvider, ...own].map((name) => [name, `${prefix}:${name}`] as const)
    return { own, conditionKeys: Object.fromEntries(conditionKeys) }
  })

function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' ? value : undefined
}

function textsOf(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined
}
