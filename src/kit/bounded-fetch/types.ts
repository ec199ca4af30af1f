/** What a bounded GET takes and gives. */

/** Makes one GET over verified TLS, within limits of time, size, redirects and addresses. Never throws. */
export type BoundedGet = (url: string, options?: BoundedGetOptions) => Promise<Fetched>

export interface BoundedGetOptions {
  /** The longest body that is read. */
  readonly maxBytes?: number
  /** SHA-1 thumbprints (40 hex digits) that vouch for a chain's last certificate where no trusted root does. */
  readonly thumbprints?: readonly string[]
  readonly signal?: AbortSignal
}

export type Fetched =
  | {
      readonly ok: true
      readonly status: number
      /** By lower-case name. */
      readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
      readonly body: Uint8Array
      /** Where the answer came from, after redirects. */
      readonly url: string
      /** The certificates of the peer, its own first. */
      readonly chain: readonly PeerCertificate[]
      /** What vouched for the peer: the trusted roots, a thumbprint, or the local CA for a host of the table. */
      readonly verifiedBy: 'trust-store' | 'thumbprint' | 'table'
    }
  | FetchFailure

export interface FetchFailure {
  readonly ok: false
  readonly problem: FetchProblem
}

export interface FetchProblem {
  readonly cause: FetchCause
  readonly message: string
}

export type FetchCause =
  | 'url'
  | 'private-address'
  | 'unreachable'
  | 'timeout'
  | 'tls'
  | 'thumbprint'
  | 'too-large'
  | 'redirect'
  | 'busy'

export interface PeerCertificate {
  readonly subject: string
  readonly issuer: string
  /** SHA-1 of the DER, 40 lower-case hex digits. */
  readonly sha1: string
  readonly pem: string
}

/** Where a host of the table really listens. */
export interface Listener {
  readonly host: string
  readonly port: number
}

export interface BoundedGetNeeds {
  /** Finds the listener of a host and path (`example.com/id/1`) that is served here; others are looked up in DNS. */
  readonly table?: (hostAndPath: string) => Listener | undefined
  /** PEM of the one root that vouches for hosts of the table, and for those alone. */
  readonly localCa?: string | (() => string)
  /** Lets requests reach private and loopback addresses. Link-local ones stay out of reach. */
  readonly allowPrivateAddresses?: boolean
  /** PEM roots to trust instead of those that Node trusts. */
  readonly roots?: readonly string[]
  readonly resolve?: ResolveHost
  readonly limits?: Partial<FetchLimits>
}

/** All addresses of a host name. */
export type ResolveHost = (hostname: string) => Promise<readonly string[]>

export interface FetchLimits {
  /** For everything together, redirects and second connections too. */
  readonly milliseconds: number
  readonly bytes: number
  readonly redirects: number
  /** Requests under way at once. */
  readonly concurrent: number
}

export const defaultFetchLimits: FetchLimits = {
  milliseconds: 5000,
  bytes: 1024 * 1024,
  redirects: 3,
  concurrent: 32,
}

export const failure = (cause: FetchCause, message: string): FetchFailure => ({
  ok: false,
  problem: { cause, message },
})
