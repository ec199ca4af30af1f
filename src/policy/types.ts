/** What is asked of a policy decision and what it answers. */
import type { CompiledPolicy } from './compile.ts'
import type { Principal } from './principal.ts'

/** Condition keys by lower-case name, such as `aws:sourceip`. A key that is absent was not in the request. */
export type ContextKeys = ReadonlyMap<string, readonly string[]>

export interface PolicyRequest {
  readonly principal: Principal
  /** `service:Action` */
  readonly action: string
  /** An ARN, or `*` where the action knows no resource. */
  readonly resource: string
  /** The account that owns the resource; the principal's own when absent. */
  readonly resourceAccount?: string
  readonly context: ContextKeys
  /** The canonical user id of the principal's account, for the CanonicalUser principals of S3. */
  readonly canonicalUserId?: string
  readonly policies: PolicySet
}

/** The policies that bear on one request, by type. An absent list is a type that does not apply; an empty one grants nothing. */
export interface PolicySet {
  readonly identity: readonly CompiledPolicy[]
  readonly boundary?: readonly CompiledPolicy[]
  readonly session?: readonly CompiledPolicy[]
  /** One list a level (root, organizational unit, account): every level must allow. */
  readonly serviceControl?: readonly (readonly CompiledPolicy[])[]
  readonly resourceControl?: readonly (readonly CompiledPolicy[])[]
  readonly resource?: CompiledPolicy
  /** True for role trust policies and KMS keys: an identity policy alone never suffices, even in the same account. */
  readonly resourceRequired?: boolean
}

export type PolicyType =
  | 'identity-based policy'
  | 'resource-based policy'
  | 'permissions boundary'
  | 'session policy'
  | 'service control policy'
  | 'resource control policy'

/** Where a deciding statement stands. */
export interface StatementReference {
  readonly policyType: PolicyType
  /** The policy's name or ARN, as it was given to the compiler. */
  readonly policy: string
  readonly sid?: string
  /** Counts from 0. */
  readonly index: number
}

export type Decision =
  | { readonly effect: 'allow'; readonly statements: readonly StatementReference[] }
  /** `missing` is the type of policy that would have had to allow and did not. */
  | { readonly effect: 'implicit-deny'; readonly missing: PolicyType; readonly statements: readonly [] }
  | {
      readonly effect: 'explicit-deny'
      readonly by: PolicyType
      readonly statements: readonly StatementReference[]
    }
