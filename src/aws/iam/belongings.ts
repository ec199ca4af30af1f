/** What belongs to one user and goes by an id: public keys, certificates, passwords for single services. */
import type { Reader, Transaction } from '../../store/index.ts'
import type { Call } from '../protocol/index.ts'
import { userOrCaller } from './calling-user.ts'
import { invalidInput, rootHasNoSuch } from './errors.ts'
import { belongingKey, belongingsPrefix } from './keys.ts'
import type { UserRecord } from './model.ts'

export type BelongingType = 'ssh-key' | 'signing-certificate' | 'service-credential' | 'mfa'

type Owner = Pick<UserRecord, 'account' | 'id'>

export const listBelongings = <Kept>(from: Reader, owner: Owner, type: BelongingType): readonly Kept[] =>
  from.list<Kept>(belongingsPrefix(owner.account, owner.id, type)).map((entry) => entry.value)

export const findBelonging = <Kept>(
  from: Reader,
  owner: Owner,
  type: BelongingType,
  id: string,
): Kept | undefined => from.get<Kept>(belongingKey(owner.account, owner.id, type, id))?.value

export const putBelonging = (
  txn: Transaction,
  owner: Owner,
  type: BelongingType,
  id: string,
  kept: unknown,
): void => txn.put(belongingKey(owner.account, owner.id, type, id), kept)

export const deleteBelonging = (txn: Transaction, owner: Owner, type: BelongingType, id: string): void =>
  txn.delete(belongingKey(owner.account, owner.id, type, id))

export const hasBelonging = (from: Reader, owner: Owner, type: BelongingType): boolean =>
  from.list(belongingsPrefix(owner.account, owner.id, type), { limit: 1 }).length > 0

/** The user named or the caller's own; root has none of these here. */
export function owningUser(from: Reader, name: string | undefined, call: Call, what: string): UserRecord {
  const user = userOrCaller(from, name, call)
  if (user === 'root') throw rootHasNoSuch(what)
  return user
}

/** The status of a request. Things expire by themselves; nobody sets it. */
export function settableStatus(status: 'Active' | 'Inactive' | 'Expired'): 'Active' | 'Inactive' {
  if (status === 'Expired') throw invalidInput('The status cannot be set to Expired.')
  return status
}
