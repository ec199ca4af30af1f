/** `podpass account list`: the AWS accounts of this podpass. */
import { Command } from 'commander'
import { dataOption, jsonOption, openInstallation } from '../../installation.ts'
import { line } from '../../print.ts'
import { findOrganization, listAll, type ListedAccount } from './organization.ts'

export const command = (): Command =>
  new Command('list')
    .description('Show the AWS accounts and where they stand in the organization')
    .addOption(dataOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  podpass account list')
    .action(async (options: { data: string; json?: boolean }) => {
      const installation = openInstallation(options.data)
      const organization = await findOrganization(installation)
      const accounts =
        organization === undefined
          ? [{ Id: installation.admin.account, Name: 'management', Status: 'ACTIVE' }]
          : await listAll<ListedAccount>(installation, 'ListAccounts', 'Accounts')
      if (options.json) return line(JSON.stringify(accounts, undefined, 2))
      for (const account of accounts) line(rowOf(account))
    })

const rowOf = (account: Pick<ListedAccount, 'Id' | 'Name' | 'Status'> & Partial<ListedAccount>): string =>
  [account.Id, account.Status, account.Name, account.Paths?.[0] ?? 'of no organization'].join('\t')
