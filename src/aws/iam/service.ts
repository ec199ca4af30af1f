/** IAM as a service: its operations by name, and what it tells other rooms. */
import type { ServiceDefinition } from '../protocol/index.ts'
import type { Transaction } from '../../store/index.ts'
import { createAccount, type NewAccount, type NewKey } from './account.ts'
import { createLastUse, type LastUse } from './last-use/last-use.ts'
import { createLookups, type IamLookups } from './lookups.ts'
import { addMemberAccount, createRootKey, type NewMemberAccount } from './member-account.ts'
import type { IamNeeds, IamParts } from './needs.ts'
import { closedToBareSessions } from './session-callers.ts'
import { accessKeyOperations } from './tables/access-keys.ts'
import { accountOperations } from './tables/account.ts'
import { certificateOperations } from './tables/certificates.ts'
import { groupOperations } from './tables/groups.ts'
import { instanceProfileOperations } from './tables/instance-profiles.ts'
import { mfaDeviceOperations } from './tables/mfa-devices.ts'
import { outboundFederationOperations } from './tables/outbound-federation.ts'
import { policyOperations } from './tables/policies.ts'
import { providerOperations } from './tables/providers.ts'
import { reportOperations } from './tables/reports.ts'
import { roleOperations } from './tables/roles.ts'
import { serviceCredentialOperations } from './tables/service-credentials.ts'
import { userOperations } from './tables/users.ts'
import type { Operations } from './tables/operations.ts'

export interface Iam extends IamLookups {
  readonly service: ServiceDefinition
  /** Takes down who called what; the wiring flushes it now and then. */
  readonly lastUse: Pick<LastUse, 'note' | 'flush'>
  /** Makes an account with an administrator; false when it was there already. */
  createAccount(facts: NewAccount): Promise<boolean>
  /** Makes an account of another's in a transaction of who keeps them; false when it was there already. */
  addMemberAccount(txn: Transaction, facts: NewMemberAccount): boolean
  /** A new key of an account's root user; undefined where there is no such account. */
  createRootKey(account: string): Promise<NewKey | undefined>
}

export function createIam(needs: IamNeeds): Iam {
  const parts: IamParts = { ...needs, lastUse: createLastUse(needs.store) }
  const reading: IamParts = { ...parts, store: needs.seen ?? needs.store }
  return {
    ...createLookups(reading),
    service: { model: 'iam', operations: closed(readsFrom(operationsOf(reading), operationsOf(parts))) },
    lastUse: parts.lastUse,
    createAccount: (facts) => createAccount(needs, facts),
    addMemberAccount: (txn, facts) => addMemberAccount(needs, txn, facts),
    createRootKey: (account) => createRootKey(needs, account),
  }
}

const isReading = (name: string): boolean => /^(Get|List|Simulate|Generate)/.test(name)

const readsFrom = (reading: Operations, changing: Operations): Operations =>
  Object.fromEntries(
    Object.keys(changing).map((name) => [name, (isReading(name) ? reading : changing)[name]!]),
  )

const closed = (operations: Operations): Operations =>
  Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [name, closedToBareSessions(operation)]),
  )

/** What is not here answers NotImplemented by name. */
const operationsOf = (needs: IamParts): Operations => ({
  ...accessKeyOperations(needs),
  ...accountOperations(needs),
  ...certificateOperations(needs),
  ...groupOperations(needs),
  ...instanceProfileOperations(needs),
  ...mfaDeviceOperations(needs),
  ...outboundFederationOperations(needs),
  ...policyOperations(needs),
  ...providerOperations(needs),
  ...reportOperations(needs),
  ...roleOperations(needs),
  ...serviceCredentialOperations(needs),
  ...userOperations(needs),
})
