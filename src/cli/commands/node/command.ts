/** `podpass node`: joins a cluster as a node that runs pods as processes of this machine. */
import { Command, Option } from 'commander'
import type { NodeTaint } from '../../../server/index.ts'
import { clusterOption, kubeconfigOption } from '../../clusters.ts'
import { dataOption } from '../../installation.ts'
import {
  addLabel,
  addPlace,
  addTaint,
  addWord,
  parseHops,
  parsePlace,
  parseRuntime,
  type Place,
  type RuntimeName,
} from './parse.ts'
import { runNode } from './run-node.ts'

export interface NodeOptions {
  readonly data: string
  readonly cluster?: string
  readonly kubeconfig?: string
  readonly name?: string
  readonly label?: Readonly<Record<string, string>>
  readonly taint?: readonly NodeTaint[]
  readonly directory?: string
  readonly imageMap?: readonly string[]
  readonly nodeRole?: string
  readonly https?: boolean
  readonly metadataTokens: 'required' | 'optional'
  readonly metadataHopLimit: number
  readonly disablePodImds?: boolean
  readonly blockPodImds?: boolean
  readonly podNetwork: 'isolated' | 'host'
  readonly reach?: readonly Place[]
  readonly podIdentityAgent?: Place
  readonly clientCaFile?: string
  readonly listen: Place
  readonly runtime: RuntimeName
  readonly runtimePath?: string
  readonly runtimeArg?: readonly string[]
  readonly quiet?: boolean
}

export const command = (): Command =>
  new Command('node')
    .description('Join a cluster as a node that runs pods as processes of this machine')
    .addOption(kubeconfigOption())
    .addOption(clusterOption())
    .option('--name <name>', 'the name of the node; that of this machine when left out')
    .addOption(new Option('--label <key=value>', 'a label of the node; may be repeated').argParser(addLabel))
    .addOption(
      new Option('--taint <key=value:effect>', 'a taint of a new node; may be repeated').argParser(addTaint),
    )
    .option(
      '--image-map <map...>',
      'NAME=PROGRAM, or a file of such lines: which program an image stands for',
    )
    .addOption(
      new Option(
        '--runtime <kind>',
        'what runs containers: process, which are processes of this machine, or podman, docker, nerdctl; auto takes the first that is there',
      )
        .argParser(parseRuntime)
        .default('process'),
    )
    .option('--runtime-path <program>', 'where the program of the runtime lies, when it is not in PATH')
    .addOption(
      new Option(
        '--runtime-arg <word>',
        'a word that stands before each command of the runtime; may be repeated',
      ).argParser(addWord),
    )
    .option('--node-role <arn>', 'the role that the instance metadata service gives the credentials of')
    .option('--https', 'lead pods to the AWS endpoint by HTTPS; they are told of its CA')
    .addOption(
      new Option('--metadata-tokens <how>', 'whether version 1 of the metadata protocol is refused')
        .choices(['required', 'optional'])
        .default('required'),
    )
    .addOption(
      new Option('--metadata-hop-limit <number>', 'with 1, pods with a network of their own get no token')
        .argParser(parseHops)
        .default(2),
    )
    .option(
      '--disable-pod-imds',
      'as eksctl has it: tokens are required, and reach no pod with a network of its own',
    )
    .option('--block-pod-imds', 'pods with a network of their own do not reach 169.254.169.254 at all')
    .addOption(
      new Option(
        '--pod-network <kind>',
        'isolated: loopback, the metadata service, the API server, the AWS endpoint',
      )
        .choices(['isolated', 'host'])
        .default('isolated'),
    )
    .addOption(
      new Option(
        '--reach <host:port>',
        'what pods reach beside, from an isolated network; may be repeated',
      ).argParser(addPlace),
    )
    .addOption(
      new Option('--pod-identity-agent <host:port>', 'where 169.254.170.23 leads to').argParser(parsePlace),
    )
    .addOption(
      new Option('--listen <host:port>', 'where the API of the kubelet listens')
        .argParser(parsePlace)
        .default({ host: '127.0.0.1', port: 0 }, '127.0.0.1, any port'),
    )
    .option(
      '--client-ca-file <file>',
      'who signs the client certificate of the API server; the cluster’s CA when left out',
    )
    .option('--directory <dir>', 'where the node keeps logs and volumes; below --data when left out')
    .option('--quiet', 'print nothing but that the node is ready')
    .addOption(dataOption())
    .addHelpText(
      'after',
      '\nExample:\n  podpass node --cluster demo --node-role arn:aws:iam::111122223333:role/node',
    )
    .action(async (options: NodeOptions) => {
      process.exitCode = await runNode(options)
    })
