/** What the issuers ask of others; the wiring hands it over. */
import type { Clock, Random } from '../../kit/index.ts'
import type { Store } from '../../store/index.ts'

export interface IssuerNeeds {
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  readonly secretWrap: SecretWrap
  /** Seconds for which relying parties may keep the documents; an hour when absent, as kube-apiserver says. */
  readonly maxAge?: number
  /** Seconds that a token may live at most; a day when absent, as on EKS. Extended tokens live their year whatever this says. */
  readonly maxTokenLifetime?: number
}

/** Seals signing keys, so that whoever reads the store signs nothing. */
export interface SecretWrap {
  wrap(secret: Uint8Array, purpose: string): Uint8Array
  /** Throws when the bytes were not sealed by this wrap for this purpose. */
  unwrap(sealed: Uint8Array, purpose: string): Uint8Array
}
