/** What IAM asks of others; the wiring hands it over. */
import type { Clock, Random } from '../../kit/index.ts'
import type { PolicySet } from '../../policy/index.ts'
import type { Store } from '../../store/index.ts'
import type { LastUse } from './last-use/last-use.ts'

export interface IamNeeds {
  readonly store: Store
  /** The store as reads and authorization see it, where that is not as it is; changes are made on the newest state. */
  readonly seen?: Store
  readonly clock: Clock
  readonly random: Random
  readonly keyWrap: KeyWrap
  /** The SHA-1 thumbprint (40 hex digits) of the top certificate that the issuer's server sends; rejects when it cannot be reached. */
  thumbprintOf(issuerUrl: string): Promise<string>
  /** The service control policies that an account is under, one list a level; undefined where it is under none. */
  readonly serviceControlOf?: (account: string) => PolicySet['serviceControl']
}

/** What the operations work with: the needs, and what IAM itself keeps beside the store. */
export interface IamParts extends IamNeeds {
  readonly lastUse: LastUse
}

/** Wraps secret access keys by a key that lies outside the store, so that whoever reads the store can sign nothing. */
export interface KeyWrap {
  /** `purpose` says what the secret is for; it unwraps under the same purpose alone. */
  wrap(secret: Uint8Array, purpose: string): string
  /** Throws when the text was not wrapped by this key for this purpose. */
  unwrap(wrapped: string, purpose: string): Uint8Array
}
