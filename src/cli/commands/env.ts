/** `podpass env`: prints what a shell must export so that AWS clients find this podpass. */
import { Command, Option } from 'commander'
import { accountOption, enterAccount, roleOption, type AccountChoice } from '../account-access.ts'
import { adminVariables, misleadingIn } from '../environment.ts'
import { dataOption, openInstallation } from '../installation.ts'
import { quotedForFish, quotedForPowerShell, singleQuoted } from '../quote.ts'

type Format = 'shell' | 'fish' | 'powershell' | 'json'

export const command = (): Command =>
  new Command('env')
    .description('Print the variables that lead AWS clients to this podpass')
    .addOption(dataOption())
    .addOption(accountOption())
    .addOption(roleOption())
    .addOption(
      new Option('--format <format>', 'for which shell')
        .choices(['shell', 'fish', 'powershell', 'json'])
        .default('shell'),
    )
    .addOption(new Option('--json', 'the same as --format json'))
    .addHelpText('after', '\nExample:\n  eval "$(podpass env)" && aws sts get-caller-identity')
    .action(async (options: AccountChoice & { data: string; format: Format; json?: boolean }) => {
      const variables = adminVariables(await enterAccount(openInstallation(options.data), options))
      const format = options.json ? 'json' : options.format
      console.log(render(variables, misleadingIn(process.env), format))
    })

/** Quotes for each shell so that no value can be read as code. */
function render(
  variables: Readonly<Record<string, string>>,
  misleading: readonly string[],
  format: Format,
): string {
  const sets = Object.entries(variables)
  switch (format) {
    case 'json':
      return JSON.stringify(variables, undefined, 2)
    case 'fish':
      return [
        ...misleading.map((name) => `set -e ${name};`),
        ...sets.map(([name, value]) => `set -gx ${name} ${quotedForFish(value)};`),
      ].join('\n')
    case 'powershell':
      return [
        ...misleading.map((name) => `Remove-Item Env:${name} -ErrorAction SilentlyContinue`),
        ...sets.map(([name, value]) => `$Env:${name} = ${quotedForPowerShell(value)}`),
      ].join('\n')
    case 'shell':
      return [
        `unset ${misleading.join(' ')}`,
        ...sets.map(([name, value]) => `export ${name}=${singleQuoted(value)}`),
      ].join('\n')
  }
}
