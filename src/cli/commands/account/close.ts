/** `podpass account close`: makes all credentials and roles of an account useless; what it holds stays. */
import { Command } from 'commander'
import { parseAccountId } from '../../account-access.ts'
import { dataOption, openInstallation } from '../../installation.ts'
import { callOrganizations } from '../../podpass-api.ts'
import { line } from '../../print.ts'

export const command = (): Command =>
  new Command('close')
    .description('Close an account: none of its keys, sessions and roles is good for anything any more')
    .argument('<id>', 'the account', parseAccountId)
    .addOption(dataOption())
    .addHelpText('after', '\nExample:\n  podpass account close 222222222222')
    .action(async (AccountId: string, options: { data: string }) => {
      await callOrganizations(openInstallation(options.data), 'CloseAccount', { AccountId })
      line(`account ${AccountId} is closed; what it holds stays in the data directory`)
    })
