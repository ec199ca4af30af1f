/** The credential report: one line a user, in AWS's columns: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html */
import { rootArn } from '../../arn/index.ts'
import type { Call } from '../protocol/index.ts'
import { keyIdsOf } from './access-keys.ts'
import { arnOfHolder } from './arns.ts'
import { hasBelonging, listBelongings } from './belongings.ts'
import { findLoginProfile } from './login-profiles.ts'
import type { SigningCertificateRecord, UserRecord } from './model.ts'
import type { IamParts } from './needs.ts'
import { findAccessKeyRecord, findAccount, listHolders } from './store.ts'

export interface CredentialReport {
  readonly generatedAt: number
  readonly csv: string
}

/** AWS makes no new one within so many hours, and gives none that is older. */
export const reportLifetime = 4 * 3_600_000

const keyColumns = (number: number) =>
  ['active', 'last_rotated', 'last_used_date', 'last_used_region', 'last_used_service'].map(
    (column) => `access_key_${number}_${column}`,
  )

const columns = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  ...keyColumns(1),
  ...keyColumns(2),
  'cert_1_active',
  'cert_1_last_rotated',
  'cert_2_active',
  'cert_2_last_rotated',
]

export function makeReport(needs: IamParts, call: Call): string {
  const account = findAccount(needs.store, call.account)
  const root = [
    '<root_account>',
    rootArn(call.partition, call.account),
    dateOf(account?.createdAt ?? 0),
    'not_supported',
    'no_information',
    'not_supported',
    'not_supported',
    'false',
    ...keysOf(needs, call, 'root'),
    ...certificatesOf([]),
  ]
  const users = listHolders(needs.store, 'user', call.account).map((user) => rowOf(needs, call, user))
  return [columns, root, ...users].map((row) => row.map(cellOf).join(',')).join('\n')
}

/** Names may hold commas. */
const cellOf = (text: string): string => (text.includes(',') ? `"${text}"` : text)

function rowOf(needs: IamParts, call: Call, user: UserRecord): readonly string[] {
  const { store } = needs
  const profile = findLoginProfile(store, user)
  const maxAge = findAccount(store, call.account)?.passwordPolicy?.maxAge
  const password =
    profile === undefined
      ? ['false', 'N/A', 'N/A', 'N/A']
      : [
          'true',
          'no_information',
          dateOf(profile.changedAt),
          maxAge === undefined ? 'N/A' : dateOf(profile.changedAt + maxAge * 86_400_000),
        ]
  return [
    user.name,
    arnOfHolder('user', user),
    dateOf(user.createdAt),
    ...password,
    String(hasBelonging(store, user, 'mfa')),
    ...keysOf(needs, call, user),
    ...certificatesOf(listBelongings<SigningCertificateRecord>(store, user, 'signing-certificate')),
  ]
}

function keysOf(needs: IamParts, call: Call, owner: UserRecord | 'root'): readonly string[] {
  const ids = keyIdsOf(needs.store, call.account, owner)
  return [0, 1].flatMap((index) => {
    const id = ids[index]
    const key = id === undefined ? undefined : findAccessKeyRecord(needs.store, id)
    if (key === undefined) return ['false', 'N/A', 'N/A', 'N/A', 'N/A']
    const used = needs.lastUse.ofAccessKey(key.id)
    return [
      String(key.status === 'Active'),
      dateOf(key.createdAt),
      ...(used === undefined ? ['N/A', 'N/A', 'N/A'] : [dateOf(used.at), used.region, used.service]),
    ]
  })
}

const certificatesOf = (certificates: readonly SigningCertificateRecord[]): readonly string[] =>
  [0, 1].flatMap((index) => {
    const certificate = certificates[index]
    if (certificate === undefined) return ['false', 'N/A']
    return [String(certificate.status === 'Active'), dateOf(certificate.createdAt)]
  })

/** To the second, with the offset that AWS writes. */
const dateOf = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, '+00:00')
