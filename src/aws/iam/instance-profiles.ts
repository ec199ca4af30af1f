/** Instance profiles: each holds one role at most, and each role knows the profiles that it is in. */
import type { Reader, Transaction } from '../../store/index.ts'
import { deleteConflict, instanceProfileExists, instanceProfileNotFound } from './errors.ts'
import { profileOfRoleKey, profilesOfRolePrefix } from './keys.ts'
import type { InstanceProfileRecord, RoleRecord, Tag } from './model.ts'
import { arnOfNamed, findNamed, type NamedKind } from './named.ts'
import { newRoleOutput, type RoleOutput } from './outputs.ts'
import { findHolderById } from './store.ts'

export const instanceProfiles: NamedKind<InstanceProfileRecord> = {
  type: 'instance-profile',
  quota: 'InstanceProfilesPerAccount',
  notFound: instanceProfileNotFound,
  exists: instanceProfileExists,
  keyOf: ({ name }) => name,
}

export interface InstanceProfileInput {
  readonly InstanceProfileName: string
}

export const nameOf = (input: InstanceProfileInput): string => input.InstanceProfileName

export const profilesOfRole = (
  from: Reader,
  { account, id }: Pick<RoleRecord, 'account' | 'id'>,
): readonly InstanceProfileRecord[] =>
  from
    .list<{ readonly name: string }>(profilesOfRolePrefix(account, id))
    .map(({ value }) => findNamed(from, instanceProfiles, account, value.name))
    .filter((profile) => profile !== undefined)

export const putProfileOfRole = (txn: Transaction, role: RoleRecord, name: string): void =>
  txn.put(profileOfRoleKey(role.account, role.id, name), { name })

export const deleteProfileOfRole = (txn: Transaction, role: RoleRecord, name: string): void =>
  txn.delete(profileOfRoleKey(role.account, role.id, name))

export const isInProfile = (from: Reader, { account, id }: RoleRecord): boolean =>
  from.list(profilesOfRolePrefix(account, id), { limit: 1 }).length > 0

/** AWS answers this for the role and for the profile alike. */
export const stillInProfile = () =>
  deleteConflict('Cannot delete entity, must remove roles from instance profile first.')

export interface InstanceProfileOutput {
  readonly Path: string
  readonly InstanceProfileName: string
  readonly InstanceProfileId: string
  readonly Arn: string
  readonly CreateDate: Date
  readonly Roles: readonly RoleOutput[]
  readonly Tags?: readonly Tag[]
}

/** A profile as lists show it: without its tags. */
export function listedProfileOutput(from: Reader, profile: InstanceProfileRecord): InstanceProfileOutput {
  const role = profile.roleId === undefined ? undefined : findHolderById(from, 'role', profile.roleId)
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: arnOfNamed('instance-profile', profile),
    CreateDate: new Date(profile.createdAt),
    Roles: role === undefined ? [] : [newRoleOutput(from, role)],
  }
}

export const profileOutput = (from: Reader, profile: InstanceProfileRecord): InstanceProfileOutput => ({
  ...listedProfileOutput(from, profile),
  Tags: profile.tags,
})
