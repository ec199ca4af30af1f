/** What is kept of an issuer, and what is told of it. */
import { collection } from '../../store/index.ts'
import type { KeyRing, PublicJwk, RingKey } from '../../token/index.ts'

/** An issuer as it lies in the store, under its host and path. */
export interface IssuerRecord {
  readonly url: string
  /** Whose issuer it is, as whoever made it calls that; a cluster's ARN or name. */
  readonly owner: string
  readonly createdAt: number
  readonly keys: KeyRing<IssuerKey>
}

export interface IssuerKey extends RingKey {
  readonly publicJwk: PublicJwk
  /** The PKCS #8 private key, wrapped, in base64. */
  readonly wrapped: string
}

export interface IssuerFacts {
  readonly url: string
  /** The URL without its scheme, as IAM names providers. */
  readonly hostAndPath: string
  readonly owner: string
  readonly createdAt: number
  readonly jwksUri: string
  readonly keys: readonly KeyFacts[]
}

export interface KeyFacts extends RingKey {
  readonly state: 'signs' | 'will-sign' | 'verifies'
}

export const issuerRecords = collection<IssuerRecord>('issuer')
