/** What the oracle is asked, in plain JSON: who wants to do what, and the documents that bear on it as their authors wrote them. */
import type { Principal } from '../../src/policy/index.ts'

export type OneOrMany<T> = T | readonly T[]

export interface StatementJson {
  readonly Sid?: string
  readonly Effect: string
  readonly Principal?: PrincipalJson
  readonly NotPrincipal?: PrincipalJson
  readonly Action?: OneOrMany<string>
  readonly NotAction?: OneOrMany<string>
  readonly Resource?: OneOrMany<string>
  readonly NotResource?: OneOrMany<string>
  readonly Condition?: ConditionJson
}

export type PrincipalJson = string | Readonly<Record<string, OneOrMany<string>>>

/** Operator, then key, then the values of the policy. */
export type ConditionJson = Readonly<
  Record<string, Readonly<Record<string, OneOrMany<string | number | boolean>>>>
>

export interface DocumentJson {
  readonly Version?: string
  readonly Id?: string
  readonly Statement: OneOrMany<StatementJson>
}

export interface Question {
  readonly caller: Principal
  readonly action: string
  readonly resource: string
  /** The account that owns the resource; absent is the caller's own. */
  readonly resourceAccount?: string
  /** Key names are compared without case. */
  readonly context: Readonly<Record<string, readonly string[]>>
  readonly canonicalUserId?: string
  readonly identity: readonly DocumentJson[]
  readonly boundary?: readonly DocumentJson[]
  readonly session?: readonly DocumentJson[]
  /** One list a level of the organization. */
  readonly serviceControl?: readonly (readonly DocumentJson[])[]
  readonly resourceControl?: readonly (readonly DocumentJson[])[]
  readonly resourcePolicy?: DocumentJson
  /** The resource is a role and its policy a trust policy. */
  readonly isTrust?: boolean
  /** True for role trust policies and KMS keys: their own document has to allow. */
  readonly resourceRequired?: boolean
}

export type Answer = 'allow' | 'implicit-deny' | 'explicit-deny'

export const listOf = <T extends string | number | boolean | StatementJson>(
  value: OneOrMany<T> | undefined,
): readonly T[] => {
  if (value === undefined) return []
  return isList(value) ? value : [value]
}

const isList = <T>(value: OneOrMany<T>): value is readonly T[] => Array.isArray(value)
