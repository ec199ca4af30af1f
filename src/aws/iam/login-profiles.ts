/** Login profiles: the passwords of users. */
import type { Reader, Transaction } from '../../store/index.ts'
import type { Call } from '../protocol/index.ts'
import { userOrCaller } from './calling-user.ts'
import { loginProfileNotFound, passwordPolicyViolation, rootHasNoSuch } from './errors.ts'
import { loginProfileKey } from './keys.ts'
import type { LoginProfileRecord, PasswordHash, UserRecord } from './model.ts'
import type { IamNeeds } from './needs.ts'
import { checkPassword } from './password-policy.ts'
import { hashPassword, isPassword } from './passwords.ts'
import { findAccount } from './store.ts'

export const findLoginProfile = (
  from: Reader,
  { account, id }: Pick<UserRecord, 'account' | 'id'>,
): LoginProfileRecord | undefined => from.get<LoginProfileRecord>(loginProfileKey(account, id))?.value

export function requireLoginProfile(from: Reader, user: UserRecord): LoginProfileRecord {
  const profile = findLoginProfile(from, user)
  if (profile === undefined) throw loginProfileNotFound(user.name)
  return profile
}

export const putLoginProfile = (txn: Transaction, user: UserRecord, profile: LoginProfileRecord): void =>
  txn.put(loginProfileKey(user.account, user.id), profile)

/** The user named or the caller's own; root's password is not kept here. */
export function loginUser(from: Reader, name: string | undefined, call: Call): UserRecord {
  const user = userOrCaller(from, name, call)
  if (user === 'root') throw rootHasNoSuch('login profile')
  return user
}

/** The hash of a new password; throws when it breaks the account's rules or was used before. */
export async function newPassword(
  needs: IamNeeds,
  account: string,
  password: string,
  profile?: LoginProfileRecord,
): Promise<PasswordHash> {
  const policy = findAccount(needs.store, account)?.passwordPolicy
  checkPassword(policy, password)
  const remembered = profile === undefined ? [] : [profile.password, ...(profile.earlier ?? [])]
  for (const kept of remembered.slice(0, policy?.reusePrevention ?? 0))
    if (await isPassword(password, kept))
      throw passwordPolicyViolation(
        'Password does not conform to the account password policy: it was used before',
      )
  return hashPassword(password, needs.random)
}

/** The profile with another password; at most 24 earlier ones are remembered, as many as a policy may ask for. */
export const withPassword = (
  profile: LoginProfileRecord,
  password: PasswordHash,
  changedAt: number,
): LoginProfileRecord => ({
  ...profile,
  password,
  changedAt,
  earlier: [profile.password, ...(profile.earlier ?? [])].slice(0, 23),
})

export const loginProfileOutput = (user: UserRecord, profile: LoginProfileRecord) => ({
  UserName: user.name,
  CreateDate: new Date(profile.createdAt),
  PasswordResetRequired: profile.resetRequired,
})
