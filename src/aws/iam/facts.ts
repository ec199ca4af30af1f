/** Roles, users, providers and access keys as IAM hands them to other rooms. */
import type { CompiledPolicy } from '../../policy/index.ts'

export interface RoleFacts {
  readonly arn: string
  /** AROA... */
  readonly id: string
  readonly name: string
  readonly path: string
  readonly account: string
  readonly partition: string
  /** Seconds. */
  readonly maxSessionDuration: number
  readonly trustPolicy: CompiledPolicy
  readonly tags: Readonly<Record<string, string>>
  /** Milliseconds since the epoch. */
  readonly createdAt: number
}

export interface UserFacts {
  readonly arn: string
  /** AIDA... */
  readonly id: string
  readonly name: string
  readonly path: string
  readonly account: string
  readonly partition: string
  readonly tags: Readonly<Record<string, string>>
  readonly createdAt: number
}

export interface ProviderFacts {
  readonly arn: string
  readonly account: string
  /** Host and path, without scheme and port. */
  readonly url: string
  /** Where its issuer's documents are; no other port of that host speaks for it. */
  readonly port: number
  readonly clientIds: readonly string[]
  readonly thumbprints: readonly string[]
}

export interface AccessKeyFacts {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly status: 'Active' | 'Inactive'
  readonly account: string
  readonly partition: string
  readonly user: UserFacts | 'root'
  readonly createdAt: number
}

/** The policies that a role or user brings to a decision. */
export interface HeldPolicies {
  readonly identity: readonly CompiledPolicy[]
  readonly boundary?: readonly CompiledPolicy[]
}
