/** `podpass exec -- COMMAND`: runs a command that finds this podpass and the issuers at their AWS-shaped names. */
import { Command } from 'commander'
import { openConnectProxy } from '../../server/index.ts'
import { accountOption, enterAccount, roleOption, type AccountChoice } from '../account-access.ts'
import { runInForeground } from '../child.ts'
import {
  adminVariables,
  cleanEnvironment,
  kubeconfigVariables,
  proxyVariables,
  trustVariables,
} from '../environment.ts'
import { WrongUse } from '../failure.ts'
import { dataOption, openInstallation, type Installation } from '../installation.ts'
import { createIssuerTable } from '../issuer-table.ts'

export const command = (): Command =>
  new Command('exec')
    .description(
      'Run a command with everything set: endpoint, keys, trust, and the issuers at their own names',
    )
    .addOption(dataOption())
    .addOption(accountOption())
    .addOption(roleOption())
    .argument('[command...]', 'the command, after --')
    .passThroughOptions()
    .addHelpText('after', '\nExample:\n  podpass exec -- terraform apply')
    .action(async (words: string[], options: AccountChoice & { data: string }) => {
      if (words.length === 0) throw new WrongUse('a command is missing: podpass exec -- COMMAND')
      const installation = openInstallation(options.data)
      process.exitCode = await execute(words, installation, await enterAccount(installation, options))
    })

/** `entered` holds the keys of the account that the command is for. */
async function execute(
  words: readonly string[],
  installation: Installation,
  entered: Installation,
): Promise<number> {
  const before = process.env['HTTPS_PROXY'] ?? process.env['https_proxy']
  const proxy = await openConnectProxy({ find: createIssuerTable(installation), upstream: before })
  try {
    return await runInForeground(words, {
      ...cleanEnvironment(process.env),
      ...adminVariables(entered),
      ...trustVariables(installation),
      ...kubeconfigVariables(installation),
      ...proxyVariables(proxy.port, installation, process.env),
    })
  } finally {
    await proxy.close(0)
  }
}
