/** What STS asks of others; the wiring hands it over. */
import type { Clock, Random } from '../../kit/index.ts'
import type { CompiledPolicy, OrganizationOf } from '../../policy/index.ts'
import type { Store } from '../../store/index.ts'
import type { KeysAnswer, KeysRequest } from '../../token/index.ts'

export interface StsNeeds {
  readonly store: Store
  readonly keyWrap: KeyWrap
  readonly clock: Clock
  readonly random: Random
  readonly findRole: (arn: string) => RoleFacts | undefined
  readonly findProvider: (account: string, issuerUrl: string) => ProviderFacts | undefined
  /** Whether the code is the one that the user's MFA device shows now; each code counts once. */
  readonly useMfaCode: (
    who: { readonly account: string; readonly userId: string },
    serial: string,
    code: string,
  ) => Promise<boolean>
  /** Whether exactly this issuer is one of our own, whose documents come from our listener whatever port a provider names. */
  readonly isOwnIssuer?: (issuer: string) => boolean
  /** A managed policy by ARN, compiled once per revision: AWS's own or the account's, and none of another account. */
  readonly findManagedPolicy: FindManagedPolicy
  /** The resource control policies that hold for an account's resources, one list a level; undefined when it has none. */
  readonly resourceControlOf?: (account: string) => readonly (readonly CompiledPolicy[])[] | undefined
  /** The issuer of an account's tokens for the world outside; undefined where it never had one. */
  readonly outboundIssuer: (
    account: string,
  ) => { readonly url: string; readonly enabled: boolean } | undefined
  /** Whose such issuer stands at a host. */
  readonly accountOfOutboundHost: (host: string) => string | undefined
  readonly tagsOfUser: (id: string) => Readonly<Record<string, string>>
  /** The organization that an account is in, as policies may ask for it. */
  readonly organizationOf?: OrganizationOf
  /** The keys by which an issuer's tokens verify, remembered and bounded: the token room's `keysOf`. */
  readonly issuerKeys: (request: KeysRequest) => Promise<KeysAnswer>
}

export type FindManagedPolicy = (arn: string, account: string) => CompiledPolicy | undefined

/** Wraps keys by one that lies outside the store, so that whoever reads the store forges nobody. */
export interface KeyWrap {
  /** `purpose` says what the secret is for; it unwraps under the same purpose alone. */
  wrap(secret: Uint8Array, purpose: string): string
  /** Throws when the text was not wrapped by this key for this purpose. */
  unwrap(wrapped: string, purpose: string): Uint8Array
}

export interface RoleFacts {
  readonly arn: string
  readonly id: string
  readonly name: string
  readonly path: string
  readonly account: string
  readonly partition: string
  /** Seconds. */
  readonly maxSessionDuration: number
  readonly trustPolicy: CompiledPolicy
  readonly tags: Readonly<Record<string, string>>
}

export interface ProviderFacts {
  readonly arn: string
  readonly account: string
  /** Host and path, without scheme and port. */
  readonly url: string
  /** Of the issuer's documents; 443 unless the provider was made with another. */
  readonly port: number
  readonly clientIds: readonly string[]
  readonly thumbprints: readonly string[]
}
