/** `podpass node`: joins a cluster as a node that runs pods as processes of this machine. */
import { homedir } from 'node:os'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { loadKubeconfig } from '../../../kubernetes/api/index.ts'
import { defaultNodeName } from '../../../kubernetes/node/index.ts'
import { openNodeServer } from '../../../server/index.ts'
import { clusterOption, findKubeconfig, kubeconfigOption } from '../../clusters.ts'
import { Failure } from '../../failure.ts'
import { dataOption } from '../../installation.ts'
import { readImages } from './images.ts'
import { openNodeSurroundings } from './surroundings.ts'

export interface NodeOptions {
  readonly data: string
  readonly cluster?: string
  readonly kubeconfig?: string
  readonly name?: string
  readonly directory?: string
  readonly imageMap?: readonly string[]
  readonly nodeRole?: string
  readonly metadataTokens: 'required' | 'optional'
  readonly metadataHopLimit: number
  readonly podNetwork: 'isolated' | 'host'
  readonly reach?: readonly { readonly host: string; readonly port: number }[]
  readonly podIdentityAgent?: { readonly host: string; readonly port: number }
  readonly clientCaFile?: string
  readonly listen: { readonly host: string; readonly port: number }
  readonly quiet?: boolean
}

export const command = (): Command =>
  new Command('node')
    .description('Join a cluster as a node that runs pods as processes of this machine')
    .addOption(kubeconfigOption())
    .addOption(clusterOption())
    .option('--name <name>', 'the name of the node; that of this machine when left out')
    .option(
      '--image-map <map...>',
      'NAME=PROGRAM, or a file of such lines: which program an image stands for',
    )
    .option('--node-role <arn>', 'the role that the instance metadata service gives the credentials of')
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
      ).argParser((text, before: readonly object[] | undefined) => [...(before ?? []), parsePlace(text)]),
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

function parsePlace(text: string): { host: string; port: number } {
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(text) ?? []
  if (host === undefined || Number(port) > 65_535) throw new InvalidArgumentError('expected HOST:PORT')
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
}

function parseHops(text: string): number {
  if (!/^\d{1,2}$/.test(text) || Number(text) < 1 || Number(text) > 64)
    throw new InvalidArgumentError('expected a number from 1 to 64')
  return Number(text)
}

/** Seconds that processes have when the node itself ends. */
const grace = 5

async function runNode(options: NodeOptions): Promise<number> {
  const say = options.quiet ? () => undefined : (line: string) => console.error(`podpass: ${line}`)
  const config = loadKubeconfig(options.kubeconfig ?? findKubeconfig(options))
  if (!config.ok) throw new Failure(config.problem)
  const name = options.name ?? defaultNodeName()
  if (!/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(name))
    throw new Failure(`\`${name}\` cannot be the name of a node`)
  const directory = resolve(options.directory ?? join(options.data, 'nodes', name))
  const surroundings = await openNodeSurroundings(options, say)
  const ended = waitForSignal()
  const node = await openNodeServer({
    api: config.client,
    name,
    directory,
    images: readImages(options.imageMap ?? []),
    kubelet: options.listen,
    ...(options.clientCaFile !== undefined && { clientCa: readCa(options.clientCaFile) }),
    podNetwork: options.podNetwork,
    reach: [...surroundings.reach, ...(options.reach ?? [])],
    env: surroundings.env,
    mounts: surroundings.mounts,
    hidden: [...surroundings.hidden, ...privateDirectories()],
    labels: surroundings.labels,
    ...(surroundings.metadata !== undefined && { metadata: surroundings.metadata }),
    ...(options.podIdentityAgent !== undefined && { podIdentityAgent: options.podIdentityAgent }),
    say,
  })
  console.error(
    `podpass: node ${node.name} is ready; the kubelet's API listens on ${options.listen.host}:${node.kubeletPort}`,
  )
  say('containers are processes of this machine: images are not pulled, each stands for a program of it')
  await ended
  await node.stop(grace)
  return 0
}

const waitForSignal = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })

/** What the person who runs the node may do is nobody else's affair. */
const privateDirectories = (): readonly string[] =>
  ['.aws', '.kube', '.ssh'].map((name) => join(homedir(), name)).filter((path) => existsSync(path))

function readCa(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new Failure(`\`${path}\` cannot be read: ${(cause as Error).message}`, { cause })
  }
}
