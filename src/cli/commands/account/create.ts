/** `podpass account create`: another AWS account in this podpass. */
import { randomBytes } from 'node:crypto'
import { Command, Option } from 'commander'
import { parseAccountId } from '../../account-access.ts'
import { dataOption, jsonOption, openInstallation } from '../../installation.ts'
import { callPodpass } from '../../podpass-api.ts'
import { line } from '../../print.ts'
import { ensureOrganization } from './organization.ts'

interface CreateOptions {
  readonly data: string
  readonly name: string
  readonly email?: string
  readonly id?: string
  readonly role?: string
  readonly json?: boolean
}

interface CreatedAccount {
  readonly AccountId: string
  readonly AccountName: string
  readonly Email: string
  readonly RoleArn: string
}

export const command = (): Command =>
  new Command('create')
    .description('Make another AWS account, a member of the organization of the first one')
    .option('--name <name>', 'what it is called', 'member')
    .option('--email <address>', 'its address; one that reaches nobody when left out')
    .addOption(
      new Option('--id <digits>', 'the id it is to have; drawn when left out').argParser(parseAccountId),
    )
    .option('--role <name>', 'the role for administrators, instead of OrganizationAccountAccessRole')
    .addOption(dataOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  podpass account create --name shop --id 222222222222')
    .action(async (options: CreateOptions) => {
      const installation = openInstallation(options.data)
      await ensureOrganization(installation)
      const created = await callPodpass<CreatedAccount>(installation, 'CreateAccount', {
        AccountName: options.name,
        Email: options.email ?? newAddress(),
        ...(options.id !== undefined && { AccountId: options.id }),
        ...(options.role !== undefined && { RoleName: options.role }),
      })
      if (options.json) return line(JSON.stringify(created, undefined, 2))
      const role = options.role === undefined ? '' : ` --role ${options.role}`
      line(`account   ${created.AccountId}  ${created.AccountName}`)
      line(`its role  ${created.RoleArn}`)
      line(`enter it  eval "$(podpass env --account ${created.AccountId}${role})"`)
    })

/** In a domain (RFC 2606) that gives nobody an address. */
const newAddress = (): string => `${randomBytes(8).toString('hex')}@accounts.podpass.invalid`
