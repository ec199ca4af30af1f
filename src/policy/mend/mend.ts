/** What would let a refused call through: the smallest change of a policy, or why no policy is to be changed. */
import type { JsonPolicy } from '../document/render.ts'
import type { PolicyType } from '../types.ts'

export type Mend =
  | PolicyMend
  /** The call itself has to be otherwise: it brings no value of a key, or one that no policy should take. */
  | { readonly kind: 'call'; readonly words: string }
  /** A policy that is there to keep calls out; whoever set it decides. */
  | {
      readonly kind: 'owner'
      readonly policyType: PolicyType
      readonly policy?: string
      readonly words: string
    }

export interface PolicyMend {
  readonly kind: 'policy'
  readonly policyType: 'identity-based policy' | 'resource-based policy'
  /** The ARN of the role or user that gets the policy, or of the resource whose policy changes. */
  readonly holder: string
  /** The policy as it was; absent where a new one is made. */
  readonly before?: JsonPolicy
  readonly after: JsonPolicy
  readonly words: string
}
