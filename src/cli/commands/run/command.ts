/** `podpass run`: creates what a manifest says on the API server and runs its pods as local processes. */
import { Command, Option } from 'commander'
import type { JsonObject } from '../../../kubernetes/api/index.ts'
import { clusterOption, kubeconfigOption, openCluster, parseServiceAccount } from '../../clusters.ts'
import { WrongUse } from '../../failure.ts'
import { dataOption } from '../../installation.ts'
import { createObjects } from './create-objects.ts'
import { readManifests, shortForm } from './manifests.ts'
import { openSurroundings } from './surroundings.ts'
import { runPods } from './run-pods.ts'

export interface RunOptions {
  readonly data: string
  readonly file?: readonly string[]
  readonly serviceAccount?: string
  readonly roleArn?: string
  readonly cluster?: string
  readonly kubeconfig?: string
  readonly nodeRole?: string
  readonly quiet?: boolean
  readonly isolation?: 'namespace' | 'rewritten'
}

export const command = (): Command =>
  new Command('run')
    .description('Run pods as local processes with exactly the identity that they would have in the cluster')
    .argument('[command...]', 'with --service-account: the command, after --')
    .option('-f, --file <file...>', 'Kubernetes manifests; - for standard input')
    .option('--service-account <ns/name>', 'run a command as this ServiceAccount')
    .option('--role-arn <arn>', 'annotate the ServiceAccount with this role first')
    .option('--node-role <arn>', 'the role of the node, on which a pod without a role falls back')
    .option('--quiet', 'print only what the containers print')
    .addOption(
      new Option('--isolation <how>', 'how files appear at their paths').choices(['namespace', 'rewritten']),
    )
    .addOption(clusterOption())
    .addOption(kubeconfigOption())
    .addOption(dataOption())
    .passThroughOptions()
    .addHelpText(
      'after',
      '\nExample:\n  podpass run -f pod.yaml\n  podpass run --service-account default/app --role-arn arn:aws:iam::111122223333:role/app -- aws s3 ls',
    )
    .action(async (words: string[], options: RunOptions) => {
      process.exitCode = await run(await wantedObjects(words, options), options)
    })

async function wantedObjects(words: readonly string[], options: RunOptions): Promise<readonly JsonObject[]> {
  const { file, serviceAccount, roleArn } = options
  if ((file === undefined) === (serviceAccount === undefined))
    throw new WrongUse('give either -f FILE or --service-account NS/NAME -- COMMAND')
  if (file !== undefined) {
    if (words.length > 0)
      throw new WrongUse('a command goes with --service-account; with -f the manifest names it')
    if (roleArn !== undefined)
      throw new WrongUse('--role-arn goes with --service-account; with -f the manifest annotates it')
    return readManifests(file)
  }
  if (words.length === 0)
    throw new WrongUse('a command is missing: podpass run --service-account NS/NAME -- COMMAND')
  return shortForm({ ...parseServiceAccount(serviceAccount!), roleArn, words })
}

async function run(objects: readonly JsonObject[], options: RunOptions): Promise<number> {
  const say = options.quiet ? () => undefined : (text: string) => console.error(`podpass: ${text}`)
  const client = openCluster(options)
  const surroundings = await openSurroundings(options, client)
  try {
    const pods = await createObjects(client, objects, say)
    return await runPods({ client, pods, surroundings, isolation: options.isolation, say })
  } finally {
    await surroundings.close()
    client.close()
  }
}
