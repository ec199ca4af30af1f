/** The documents that IAM keeps in the store. */

export interface Tag {
  readonly Key: string
  readonly Value: string
}

export interface InlinePolicy {
  readonly name: string
  readonly document: string
}

/** What roles, users and groups have in common: policies hang on them. */
export interface Holder {
  /** AROA..., AIDA... or AGPA..., never used again once the entity is deleted. */
  readonly id: string
  readonly name: string
  readonly path: string
  readonly account: string
  readonly partition: string
  /** Milliseconds since the epoch, whole seconds. */
  readonly createdAt: number
  readonly tags: readonly Tag[]
  readonly inlinePolicies: readonly InlinePolicy[]
  /** ARNs in the order they were attached. */
  readonly attachedPolicies: readonly string[]
  /** The ARN of the permissions boundary. */
  readonly boundary?: string
}

export interface RoleRecord extends Holder {
  readonly description?: string
  readonly maxSessionDuration: number
  /** Compact JSON; users and roles of our accounts stand in it by their unique ids. */
  readonly trustPolicy: string
}

export interface UserRecord extends Holder {
  readonly accessKeyIds: readonly string[]
  /** The unique ids of the groups it is in, in the order it was added to them; absent for none. */
  readonly groupIds?: readonly string[]
}

/** Groups have neither tags nor boundaries. */
export type GroupRecord = Holder

export interface AccessKeyRecord {
  readonly id: string
  readonly account: string
  readonly partition: string
  /** The user's unique id; absent for a key of the account's root. */
  readonly userId?: string
  readonly wrappedSecret: string
  readonly status: 'Active' | 'Inactive'
  readonly createdAt: number
}

export interface PolicyVersionRecord {
  readonly id: string
  readonly document: string
  readonly createdAt: number
}

export interface PolicyRecord {
  readonly id: string
  readonly name: string
  readonly path: string
  readonly account: string
  readonly partition: string
  readonly description?: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly tags: readonly Tag[]
  readonly defaultVersionId: string
  /** The number of the next version; numbers are never used again. */
  readonly nextVersion: number
  readonly versions: readonly PolicyVersionRecord[]
}

export interface ProviderRecord {
  readonly account: string
  readonly partition: string
  /** Host and path, without scheme and port. */
  readonly url: string
  /** The port that its URL named on creation, which no answer shows; absent for 443. */
  readonly port?: number
  readonly clientIds: readonly string[]
  readonly thumbprints: readonly string[]
  readonly tags: readonly Tag[]
  readonly createdAt: number
}

/** Where the entity with a unique id stands now. */
export interface IdRecord {
  readonly kind: HolderKind | 'policy'
  readonly account: string
  readonly name: string
}

export interface AccountRecord {
  readonly account: string
  readonly partition: string
  readonly createdAt: number
  readonly rootAccessKeyIds: readonly string[]
  readonly alias?: string
  readonly globalEndpointTokenVersion?: 1 | 2
  /** Absent where nobody set one: then AWS's default rules hold. */
  readonly passwordPolicy?: PasswordPolicy
  /** Absent until it is enabled for the first time; the issuer stays the same from then on. */
  readonly outboundFederation?: { readonly issuerId: string; readonly enabled: boolean }
}

export interface PasswordPolicy {
  readonly minimumLength: number
  readonly requireSymbols: boolean
  readonly requireNumbers: boolean
  readonly requireUppercase: boolean
  readonly requireLowercase: boolean
  readonly allowUsersToChange: boolean
  /** Days; absent where passwords do not expire. */
  readonly maxAge?: number
  /** How many earlier passwords may not come back. */
  readonly reusePrevention?: number
  /** Absent where nobody said. */
  readonly hardExpiry?: boolean
}

/** By scrypt; salt and hash in base64. */
export interface PasswordHash {
  readonly salt: string
  readonly cost: number
  readonly hash: string
}

export interface LoginProfileRecord {
  readonly createdAt: number
  readonly changedAt: number
  readonly password: PasswordHash
  /** The latest first. */
  readonly earlier?: readonly PasswordHash[]
  readonly resetRequired: boolean
}

/** What an account keeps by name beside roles, users, groups and policies. */
export interface Named {
  readonly name: string
  readonly path: string
  readonly account: string
  readonly partition: string
  readonly createdAt: number
  readonly tags: readonly Tag[]
}

/** A virtual MFA device. */
export interface DeviceRecord extends Named {
  readonly id: string
  readonly wrappedSeed: string
  readonly userId?: string
  readonly enabledAt?: number
  /** The newest step whose code was taken; none up to it counts again. */
  readonly lastStep?: number
  /** By how many steps the device's clock is ahead. */
  readonly drift?: number
}

export interface ServerCertificateRecord extends Named {
  /** ASCA... */
  readonly id: string
  readonly body: string
  readonly chain?: string
  readonly expiresAt: number
}

export interface SamlProviderRecord extends Named {
  readonly metadata: string
}

/** What belongs to one user and can be switched off. */
interface Switchable {
  readonly id: string
  readonly status: 'Active' | 'Inactive'
  readonly createdAt: number
}

export interface SshKeyRecord extends Switchable {
  /** The key's bytes in the form of RFC 4253, in base64. */
  readonly wire: string
}

export interface SigningCertificateRecord extends Switchable {
  readonly body: string
  readonly fingerprint: string
}

export interface ServiceCredentialRecord extends Switchable {
  readonly service: string
  /** The user name at the service. */
  readonly alias: string
  readonly expiresAt?: number
}

export interface InstanceProfileRecord extends Named {
  /** AIPA... */
  readonly id: string
  /** The unique id of the role in it. */
  readonly roleId?: string
}

export type HolderKind = 'role' | 'user' | 'group'

/** How a managed policy is used by a role, user or group. */
export type PolicyUsage = 'PermissionsPolicy' | 'PermissionsBoundary'

/** One use of a managed policy, kept so that counting uses reads none of those who use it. */
export interface AttachmentRecord {
  readonly kind: HolderKind
  readonly holderId: string
  readonly policyArn: string
  readonly usage: PolicyUsage
}
