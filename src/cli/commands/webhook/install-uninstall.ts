/** `podpass webhook uninstall`: takes away what `install` put there, API servers first, and names what stays. */
import { Command } from 'commander'
import { findInstallation, uninstall } from '../../../kubernetes/install/index.ts'
import { Failure } from '../../failure.ts'
import { line } from '../../print.ts'
import { askConsent, type Consent } from './install-approve.ts'
import { addClusterOptions, inCluster, type ClusterAccess } from './install-cluster.ts'
import { checkValues, defaultNamespace, nameOption, namespaceOption } from './install-options.ts'

interface Options extends ClusterAccess, Consent {
  readonly name: string
  readonly namespace?: string
  readonly deleteNamespace?: boolean
}

export const command = (): Command =>
  addClusterOptions(
    new Command('uninstall')
      .description('Take an installed webhook away; pods that have their role keep it')
      .addOption(nameOption())
      .addOption(namespaceOption('where it was to be, if its installation was never finished'))
      .option('--delete-namespace', 'its namespace too, with all that others keep in it')
      .option('--dry-run', 'show what would go, and change nothing')
      .option('-y, --yes', 'do not ask'),
  )
    .addHelpText('after', '\nExample:\n  podpass webhook uninstall --dry-run')
    .action(run)

const run = (options: Options): Promise<void> =>
  inCluster(options, async (needs, server) => {
    const found = await findInstallation(needs.client, options.name)
    if (found.kind === 'unknown') throw new Failure(found.problem)
    if (found.kind === 'foreign')
      throw new Failure(`${options.name} was installed by ${found.by}, who has to take it away`)
    // An installation that was never finished has no configuration yet, and no memory.
    const { namespace = defaultNamespace } = found.kind === 'ours' ? found : options
    const wish = {
      name: options.name,
      ...(found.kind === 'ours' && { values: checkValues(found.given) }),
      namespace,
      deleteNamespace: options.deleteNamespace === true,
    }
    const shown = await uninstall(needs, { ...wish, dryRun: true })
    if (!shown.ok || !(await askConsent(options, `take it away from ${server}?`))) return shown
    const done = await uninstall(needs, { ...wish, dryRun: false })
    if (done.ok) line(`${options.name} is no longer installed`)
    return done
  })
