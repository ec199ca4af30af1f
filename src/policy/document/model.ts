/** A policy document after it was parsed: what it can say, in types that cannot be wrong. */

/**
 * Which rules a document is held to. `identity` is an inline policy; `managed` is one of IAM's managed
 * policies, which have to be of version 2012-10-17; `bucket` is a resource policy in S3's words.
 */
export type PolicyKind =
  | 'identity'
  | 'managed'
  | 'trust'
  | 'resource'
  | 'bucket'
  | 'session'
  | 'service-control'
  | 'resource-control'

export type PolicyVersion = '2008-10-17' | '2012-10-17'

export interface PolicyDocument {
  readonly kind: PolicyKind
  /** Policy variables are text in the older one. */
  readonly version: PolicyVersion
  readonly id?: string
  readonly statements: readonly Statement[]
}

export interface Statement {
  readonly sid?: string
  readonly effect: 'Allow' | 'Deny'
  /** Absent in identity policies, whose principal is whoever holds them. */
  readonly principal?: PrincipalElement
  readonly action: PatternElement
  /** Absent in trust policies, whose resource is the role that holds them. */
  readonly resource?: PatternElement
  /** All of them must be met. */
  readonly conditions: readonly Condition[]
}

/** Action or NotAction, Resource or NotResource. */
export interface PatternElement {
  readonly negated: boolean
  readonly patterns: readonly string[]
}

/** Principal or NotPrincipal. */
export interface PrincipalElement {
  readonly negated: boolean
  /** `"*"` or `{"AWS": "*"}`. */
  readonly everyone: boolean
  /** Account ids, ARNs, and unique ids of principals. */
  readonly aws: readonly string[]
  readonly service: readonly string[]
  readonly federated: readonly string[]
  readonly canonicalUser: readonly string[]
}

export interface Condition {
  readonly operator: ConditionOperator
  /** As it was written; compared without case. */
  readonly key: string
  /** One of them must fit (none of them for a negated operator). */
  readonly values: readonly string[]
}

export interface ConditionOperator {
  /** As it was written, such as `ForAllValues:StringLikeIfExists`. */
  readonly text: string
  readonly name: OperatorName
  readonly ifExists: boolean
  readonly set?: 'ForAllValues' | 'ForAnyValue'
}

export const operatorNames = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
  'NumericEquals',
  'NumericNotEquals',
  'NumericLessThan',
  'NumericLessThanEquals',
  'NumericGreaterThan',
  'NumericGreaterThanEquals',
  'DateEquals',
  'DateNotEquals',
  'DateLessThan',
  'DateLessThanEquals',
  'DateGreaterThan',
  'DateGreaterThanEquals',
  'Bool',
  'BinaryEquals',
  'IpAddress',
  'NotIpAddress',
  'ArnEquals',
  'ArnNotEquals',
  'ArnLike',
  'ArnNotLike',
  'Null',
] as const

export type OperatorName = (typeof operatorNames)[number]
