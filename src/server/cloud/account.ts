/** The account of an installation: drawn at the first start, with an administrator whose keys lie in the data directory. */
import { newAccessKeyId, partitionOf } from '../../arn/index.ts'
import type { Iam } from '../../aws/iam/index.ts'
import type { Random } from '../../kit/index.ts'
import { DataDirectoryUnusable, lostState } from '../data-directory.ts'
import {
  draftAdminCredentials,
  keepAdminDraft,
  readAdminCredentials,
  readAdminDraft,
  type AdminCredentials,
} from '../installation.ts'

export interface AccountFacts {
  readonly directory: string
  /** The region of a first start; later ones keep theirs. */
  readonly region: string
  readonly random: Random
}

/**
 * The administrator's credentials are on disk before the account is in the store, so that a crash between loses nothing;
 * under their own name only once it is, so that a store without the account is one that has lost it.
 */
export async function openAccount(
  iam: Iam,
  { directory, region, random }: AccountFacts,
): Promise<AdminCredentials> {
  const known = readAdminCredentials(directory)
  const existing = iam.listAccounts().map((record) => record.account)
  if (known !== undefined && existing.length === 0)
    throw new DataDirectoryUnusable(lostState(directory, 'holds nothing'))
  const draft = known === undefined ? readAdminDraft(directory) : undefined
  if (known === undefined && existing.length > 0 && !existing.includes(draft?.account ?? ''))
    throw new DataDirectoryUnusable(
      `\`${directory}/admin.json\` is missing: nobody could administer account ${existing.join(', ')}; restore it from your backup`,
    )
  const admin = known ?? draft ?? drawAdmin(region, random)
  if (known === undefined && draft === undefined) draftAdminCredentials(directory, admin)
  if (existing.length > 0 && !existing.includes(admin.account))
    throw new DataDirectoryUnusable(
      `\`${directory}/admin.json\` is of account ${admin.account}, the state file of ${existing.join(', ')}`,
    )
  const { account, userName: name, accessKeyId, secretAccessKey } = admin
  await iam.createAccount({
    account,
    partition: partitionOf(admin.region),
    adminUser: { name, accessKeyId, secretAccessKey },
  })
  if (known === undefined) keepAdminDraft(directory)
  return admin
}

function drawAdmin(region: string, random: Random): AdminCredentials {
  const account = drawAccount(random)
  return {
    account,
    userName: 'admin',
    accessKeyId: newAccessKeyId('AKIA', account, random),
    secretAccessKey: Buffer.from(random(30)).toString('base64'),
    region,
  }
}

/** Twelve digits, the first of them no zero: some tools read account ids as numbers. */
function drawAccount(random: Random): string {
  const number = Buffer.from(random(6)).readUIntBE(0, 6)
  return String(100_000_000_000 + (number % 900_000_000_000))
}
