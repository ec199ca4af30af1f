/** A web identity token on its way to becoming a session: what the checks have found out so far. */
import type { Token, Verification } from '../../../token/index.ts'
import type { AwsError, Call } from '../../protocol/index.ts'
import type { ProviderFacts, RoleFacts, StsNeeds } from '../needs.ts'
import type { RequestedRole } from '../request/role-arn.ts'
import type { PolicyInput } from '../request/requested-policies.ts'
import type { SessionTags } from '../request/session-tags.ts'
import type { SessionPolicies } from '../session/session.ts'
import type { ClaimKeys } from './claim-keys.ts'

export interface WebIdentityInput extends PolicyInput {
  readonly RoleArn: string
  readonly RoleSessionName: string
  readonly WebIdentityToken: string
  readonly ProviderId?: string
  readonly DurationSeconds?: number
}

/** What is known from the start. */
export interface ExchangeStart {
  readonly input: WebIdentityInput
  readonly call: Pick<Call, 'now' | 'context' | 'notes'>
  readonly needs: StsNeeds
}

/** Each further field is filled in by one check and read by later ones only. */
export interface Exchange extends ExchangeStart {
  requested: RequestedRole
  token: Token
  issuer: string
  subject: string
  /** Times and types of the registered claims; looked at where AWS's order has them. */
  registered: Verification
  role: RoleFacts
  durationSeconds: number
  provider: ProviderFacts
  /** What policies can ask about the token. */
  claimKeys: ClaimKeys
  /** The token's `azp` or, without one, all of its `aud`. */
  audiences: readonly string[]
  /** The one of them that is among the provider's client ids. */
  audience: string
  /** The claim `https://aws.amazon.com/roles` was there and held the role. */
  authorizedByIdp: boolean
  tags: SessionTags
  sourceIdentity: string | undefined
  policies: SessionPolicies | undefined
  packedPolicySize: number | undefined
}

/** What a check found to be right, in words, or the refusal. */
export type Finding = string | { readonly refusal: AwsError; readonly detail: string }

export interface ExchangeCheck {
  readonly name: string
  readonly run: (exchange: Exchange) => Finding | Promise<Finding>
}

export const refuse = (refusal: AwsError, detail: string): Finding => ({ refusal, detail })
