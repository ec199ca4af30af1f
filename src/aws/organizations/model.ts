/** The documents that Organizations keeps in the store. */

export interface Tag {
  readonly Key: string
  readonly Value: string
}

/** The types of policies that are enforced here. */
export const policyTypes = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const
export type PolicyType = (typeof policyTypes)[number]

export interface OrganizationRecord {
  /** o-... */
  readonly id: string
  readonly partition: string
  readonly managementAccount: string
  readonly managementEmail: string
  /** r-... */
  readonly rootId: string
  readonly rootTags: readonly Tag[]
  /** In the order in which they were enabled. */
  readonly enabledPolicyTypes: readonly PolicyType[]
  /** The services that may act for all accounts, in the order in which they were let in. */
  readonly trustedServices?: readonly TrustedService[]
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  /** Counts the changes of all that belongs to the organization, so that what was read of it can be kept until the next. */
  readonly changes: number
}

export interface TrustedService {
  /** Such as `cloudtrail.amazonaws.com`. */
  readonly principal: string
  readonly enabledAt: number
}

export interface MemberRecord {
  /** The account's id. */
  readonly id: string
  readonly name: string
  readonly email: string
  readonly status: 'ACTIVE' | 'SUSPENDED'
  readonly joinedMethod: 'CREATED' | 'INVITED'
  readonly joinedAt: number
  /** The root or the unit that it is in. */
  readonly parent: string
  readonly tags: readonly Tag[]
}

export interface UnitRecord {
  /** ou-... */
  readonly id: string
  readonly name: string
  readonly parent: string
  readonly tags: readonly Tag[]
}

export interface PolicyRecord {
  /** p-... */
  readonly id: string
  readonly name: string
  readonly description: string
  readonly type: PolicyType
  readonly content: string
  readonly tags: readonly Tag[]
  readonly awsManaged?: true
}

export interface AttachmentRecord {
  readonly policyId: string
  /** A root, a unit or an account. */
  readonly targetId: string
}

/** How the making of an account went. */
export interface CreationRecord {
  /** car-... */
  readonly id: string
  readonly accountName: string
  readonly state: 'SUCCEEDED' | 'FAILED'
  readonly requestedAt: number
  readonly completedAt: number
  readonly account?: string
  readonly failureReason?: string
}
