/** `podpass webhook upgrade`: changes what `install` put there; what is not said anew stays as it was chosen. */
import { Command } from 'commander'
import { findInstallation, mergeValues, rollOut } from '../../../kubernetes/install/index.ts'
import { Failure } from '../../failure.ts'
import { line } from '../../print.ts'
import { askConsent, showPlan } from './install-approve.ts'
import { addClusterOptions, inCluster } from './install-cluster.ts'
import { addInstallOptions, checkValues, givenValues, type InstallOptions } from './install-options.ts'

export const command = (): Command =>
  addClusterOptions(
    addInstallOptions(
      new Command('upgrade').description('Change an installed webhook, keeping what was chosen before'),
    ),
  )
    .addHelpText(
      'after',
      '\nExample:\n  podpass webhook upgrade --image registry.example/podpass-webhook:0.2.0 --dry-run',
    )
    .action(upgrade)

async function upgrade(options: InstallOptions): Promise<void> {
  const added = await givenValues(options)
  await inCluster(options, async (needs, server) => {
    const found = await findInstallation(needs.client, options.name)
    if (found.kind === 'unknown') throw new Failure(found.problem)
    if (found.kind !== 'ours')
      throw new Failure(
        found.kind === 'none'
          ? `${options.name} is not installed; podpass webhook install does that`
          : `${options.name} was installed by ${found.by}, who has to change it`,
      )
    const { namespace, live } = found
    if (options.namespace !== undefined && options.namespace !== namespace)
      throw new Failure(`${options.name} is in namespace ${namespace} and cannot be moved by an upgrade`)
    const given = mergeValues(found.given, added)
    const [values, before] = [checkValues(given), checkValues(found.given)]
    let isDone = false
    const done = await rollOut(needs, {
      values,
      given,
      namespace,
      before: { values: before, given: found.given, live },
      force: options.forceConflicts === true,
      canaryNamespace: options.canaryNamespace,
      timeout: options.timeout * 1000,
      approve: async (plan, obsolete) => {
        showPlan(plan, obsolete)
        return (isDone = await askConsent(options, `change it at ${server}?`))
      },
    })
    if (done.ok && isDone) line(`${values.name} in namespace ${namespace} is up to date`)
    return done
  })
}
