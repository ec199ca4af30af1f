/** What Organizations asks of others; the wiring hands it over. */
import type { Clock, Random } from '../../kit/index.ts'
import type { Store, Transaction } from '../../store/index.ts'

export interface OrganizationsNeeds {
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  /** The account that this installation began with; no other can begin an organization, because all others are members. */
  readonly firstAccount: string
  /** Makes the account in the same transaction, with a role that the management account's administrators may assume; false where it is there already. */
  readonly addAccount: (txn: Transaction, facts: MemberFacts) => boolean
}

export interface MemberFacts {
  readonly account: string
  readonly partition: string
  /** The role with all permissions, and the account that it trusts. */
  readonly role: { readonly name: string; readonly trusted: string }
}
