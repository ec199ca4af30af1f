/** `podpass webhook install`: puts the webhook into a cluster, and is done when a pod was seen to get its role. */
import { Command } from 'commander'
import { findInstallation, rollOut } from '../../../kubernetes/install/index.ts'
import { Failure } from '../../failure.ts'
import { line } from '../../print.ts'
import { askConsent, showPlan } from './install-approve.ts'
import { addClusterOptions, inCluster } from './install-cluster.ts'
import {
  addInstallOptions,
  checkValues,
  defaultNamespace,
  givenValues,
  type InstallOptions,
} from './install-options.ts'

export const command = (): Command =>
  addClusterOptions(
    addInstallOptions(
      new Command('install').description(
        'Install the webhook into a cluster, and wait until a canary pod gets its role',
      ),
    ),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  podpass webhook install --image registry.example/podpass-webhook:0.1.0 --set flags.aws-default-region=eu-west-1\n  podpass webhook install --url https://10.0.0.5:8443/mutate --ca-file ca.crt',
    )
    .action(install)

async function install(options: InstallOptions): Promise<void> {
  const given = await givenValues(options)
  const values = checkValues(given)
  const { namespace = defaultNamespace } = options
  await inCluster(options, async (needs, server) => {
    const found = await findInstallation(needs.client, values.name)
    if (found.kind === 'unknown') throw new Failure(found.problem)
    if (found.kind === 'ours')
      throw new Failure(
        `${values.name} is installed in namespace ${found.namespace}; podpass webhook upgrade changes it`,
      )
    if (found.kind === 'foreign')
      throw new Failure(
        `there is a MutatingWebhookConfiguration ${values.name} of ${found.by}: take it away first, or choose another --name`,
      )
    let isDone = false
    const done = await rollOut(needs, {
      values,
      given,
      namespace,
      force: options.forceConflicts === true,
      canaryNamespace: options.canaryNamespace,
      timeout: options.timeout * 1000,
      approve: async (plan, obsolete) => {
        showPlan(plan, obsolete)
        return (isDone = await askConsent(options, `install it at ${server}?`))
      },
    })
    if (done.ok && isDone) line(`${values.name} is installed in namespace ${namespace}`)
    return done
  })
}
