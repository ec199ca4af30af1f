/** `podpass account credentials`: an AWS credentials file for another account, for its owner's eyes alone. */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { writeAtomically } from '../../../server/index.ts'
import { enterAccount, parseAccountId, roleOption } from '../../account-access.ts'
import { Failure } from '../../failure.ts'
import { dataOption, openInstallation, type Installation } from '../../installation.ts'
import { callPodpass } from '../../podpass-api.ts'
import { line } from '../../print.ts'
import { quoteForShell } from '../../quote.ts'

interface CredentialsOptions {
  readonly data: string
  readonly role: string
  readonly root?: boolean
  readonly file?: string
}

interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  /** When they end; absent for those that do not. */
  readonly until?: Date
}

export const command = (): Command =>
  new Command('credentials')
    .description('Write credentials of an account to a file that AWS clients read (mode 0600)')
    .argument('<id>', 'the account', parseAccountId)
    .option(
      '--root',
      'a new key of its root user, which does not end, instead of an hour as its administrator',
    )
    .option('--file <path>', 'the file; accounts/ID.credentials in the data directory when left out')
    .addOption(roleOption())
    .addOption(dataOption())
    .addHelpText('after', '\nExample:\n  podpass account credentials 222222222222')
    .action(async (account: string, options: CredentialsOptions) => {
      const installation = openInstallation(options.data)
      const keys = options.root
        ? await makeRootKey(installation, account)
        : await assume(installation, account, options)
      const path = options.file === undefined ? ownFile(options.data, account) : resolve(options.file)
      write(path, keys)
      line(path)
      line(`until ${keys.until?.toISOString() ?? 'they are deleted'}; use them with:`)
      line(
        `  AWS_ENDPOINT_URL=${installation.runtime.endpoint} AWS_REGION=${installation.admin.region} AWS_SHARED_CREDENTIALS_FILE=${quoteForShell(path)} aws sts get-caller-identity`,
      )
    })

async function assume(
  installation: Installation,
  account: string,
  { role }: { role: string },
): Promise<Keys> {
  const { admin, until } = await enterAccount(installation, { account, role })
  return { ...admin, ...(until !== undefined && { until }) }
}

async function makeRootKey(installation: Installation, AccountId: string): Promise<Keys> {
  const made = await callPodpass<{ AccessKeyId: string; SecretAccessKey: string }>(
    installation,
    'CreateRootAccessKey',
    { AccountId },
  )
  return { accessKeyId: made.AccessKeyId, secretAccessKey: made.SecretAccessKey }
}

function ownFile(data: string, account: string): string {
  const folder = join(resolve(data), 'accounts')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return join(folder, `${account}.credentials`)
}

function write(path: string, { accessKeyId, secretAccessKey, sessionToken }: Keys): void {
  const rows = [
    '[default]',
    `aws_access_key_id = ${accessKeyId}`,
    `aws_secret_access_key = ${secretAccessKey}`,
    ...(sessionToken === undefined ? [] : [`aws_session_token = ${sessionToken}`]),
  ]
  try {
    writeAtomically(path, `${rows.join('\n')}\n`)
  } catch (cause) {
    throw new Failure(`cannot write \`${path}\`: ${(cause as Error).message}`, { cause })
  }
}
