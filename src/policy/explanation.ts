/** What an explanation says: every policy, statement and part, with what was asked and what was given. */
import type { Naming } from './match/principal.ts'
import type { Mend } from './mend/mend.ts'
import type { Decision, PolicyType } from './types.ts'

export interface Explanation {
  readonly decision: Decision
  /** One sentence for people. */
  readonly summary: string
  readonly policies: readonly PolicyExplanation[]
  /** For denials by a missing allow: the statement that came nearest to allowing. */
  readonly nearestMiss?: NearestMiss
  /** For denials: what would let this call through, and no other. */
  readonly mends?: readonly Mend[]
}

export interface PolicyExplanation {
  readonly policyType: PolicyType
  readonly policy: string
  /** Of a service or resource control policy: which level of the organization, from 0 for the root. */
  readonly level?: number
  readonly statements: readonly StatementExplanation[]
}

export interface StatementExplanation {
  /** Counts from 0. */
  readonly index: number
  readonly sid?: string
  readonly effect: 'Allow' | 'Deny'
  /** Whether every part fits the request. */
  readonly applies: boolean
  /** How closely the statement names the principal; absent where it speaks of whoever holds the policy. */
  readonly naming?: Naming
  readonly parts: readonly PartExplanation[]
}

export interface PartExplanation {
  readonly part: 'principal' | 'action' | 'resource' | 'condition'
  readonly fits: boolean
  /** What the statement asks, such as `s3:Get*`. */
  readonly asked: readonly string[]
  /** What the request had; undefined when the key was not in the request. */
  readonly given: readonly string[] | undefined
  readonly operator?: string
  readonly key?: string
  /** The part in words for people. */
  readonly words: string
}

export interface NearestMiss {
  readonly policyType: PolicyType
  readonly policy: string
  readonly statement: StatementExplanation
  /** What would have had to be otherwise, in words for people. */
  readonly words: string
}
