/** The way of the administrator into another account: by the role that each member has for it. */
import { InvalidArgumentError, Option } from 'commander'
import { partitionOf, roleArn } from '../arn/index.ts'
import { Failure } from './failure.ts'
import type { Installation } from './installation.ts'

export interface AccountChoice {
  readonly account?: string
  readonly role: string
}

export function parseAccountId(text: string): string {
  if (!/^\d{12}$/.test(text)) throw new InvalidArgumentError('expected the twelve digits of an account')
  return text
}

export const accountOption = (): Option =>
  new Option('--account <id>', 'another account of this podpass, as its administrator').argParser(
    parseAccountId,
  )

export const roleOption = (): Option =>
  new Option('--role <name>', 'by which role of it').default('OrganizationAccountAccessRole')

export interface EnteredInstallation extends Installation {
  /** When the credentials end; absent for the administrator's own. */
  readonly until?: Date
}

/** The installation with credentials of the account, good for an hour; the administrator's own where none is chosen. */
export async function enterAccount(
  installation: Installation,
  { account, role }: AccountChoice,
): Promise<EnteredInstallation> {
  const { admin, runtime } = installation
  if (account === undefined || account === admin.account) return installation
  const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts')
  const sts = new STSClient({
    endpoint: runtime.endpoint,
    region: admin.region,
    credentials: admin,
    maxAttempts: 1,
  })
  try {
    const { Credentials: given } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: roleArn(partitionOf(admin.region), account, '/', role),
        RoleSessionName: admin.userName,
      }),
    )
    return {
      ...installation,
      admin: {
        ...admin,
        account,
        accessKeyId: given!.AccessKeyId!,
        secretAccessKey: given!.SecretAccessKey!,
        sessionToken: given!.SessionToken!,
      },
      until: given!.Expiration!,
    }
  } catch (cause) {
    throw new Failure(`there is no way into account ${account}: ${(cause as Error).message}`, { cause })
  } finally {
    sts.destroy()
  }
}
