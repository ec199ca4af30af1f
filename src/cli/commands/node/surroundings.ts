/** What every container of a node finds around it: the AWS endpoint and its trust, and the node's role where it has one. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { inheritedEnv, type Mount } from '../../../kubernetes/node/index.ts'
import { caBundleFile, type MetadataWish } from '../../../server/index.ts'
import { endpointVariables, trustVariables } from '../../environment.ts'
import { Failure, WrongUse } from '../../failure.ts'
import { openInstallation, type Installation } from '../../installation.ts'
import type { NodeOptions } from './command.ts'
import { askForNodeRole } from './node-role.ts'

export interface NodeSurroundings {
  readonly env: Readonly<Record<string, string>>
  readonly mounts: readonly Mount[]
  readonly hidden: readonly string[]
  readonly reach: readonly { readonly host: string; readonly port: number }[]
  readonly labels: Readonly<Record<string, string>>
  readonly metadata?: MetadataWish
}

/** Where containers find the certificates: the directory that holds them holds the administrator's keys too. */
const bundlePath = '/run/podpass/ca-bundle.pem'

/** A node of a foreign cluster leaves its pods to the AWS that this has, unless a podpass was named too. */
export async function openNodeSurroundings(
  options: NodeOptions,
  say: (line: string) => void,
): Promise<NodeSurroundings> {
  const base = inheritedEnv(process.env)
  const directory = resolve(options.data)
  const isForeign =
    options.kubeconfig !== undefined &&
    process.env['PODPASS_DATA'] === undefined &&
    !existsSync(caBundleFile(directory))
  if (isForeign) {
    if (options.nodeRole !== undefined)
      throw new Failure('--node-role needs a podpass that gives the role: name its directory with --data')
    say('no podpass was named: pods have no metadata service, and the AWS that they find by themselves')
    return {
      env: { ...base, AWS_EC2_METADATA_DISABLED: 'true' },
      mounts: [],
      hidden: [],
      reach: [],
      labels: {},
    }
  }
  const installation = openInstallation(directory)
  const { runtime, admin } = installation
  const { hostname, port, protocol } = new URL(runtime.endpoint)
  const variables = {
    ...endpointVariables(options.https ? byHttps(installation) : installation),
    ...trustVariables(installation),
  }
  const bundle = caBundleFile(directory)
  const env = Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, value === bundle ? bundlePath : value]),
  )
  if (options.nodeRole !== undefined && !/^arn:[\w-]+:iam::\d{12}:role\/.+/.test(options.nodeRole))
    throw new WrongUse(`--node-role takes a role's ARN, not \`${options.nodeRole}\``)
  const [, partition = 'aws', , , account = admin.account] = options.nodeRole?.split(':') ?? []
  return {
    env: { ...base, ...env },
    mounts: [{ source: bundle, path: bundlePath, readOnly: true }],
    hidden: [directory],
    reach: [
      { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (protocol === 'https:' ? 443 : 80)) },
    ],
    labels: {
      'topology.kubernetes.io/region': admin.region,
      'topology.kubernetes.io/zone': `${admin.region}a`,
    },
    metadata: {
      accountId: account,
      partition,
      region: admin.region,
      ...(options.disablePodImds
        ? { tokens: 'required', hopLimit: 1 }
        : { tokens: options.metadataTokens, hopLimit: options.metadataHopLimit }),
      ...(options.nodeRole !== undefined && { roleArn: options.nodeRole }),
      credentials: askForNodeRole(installation, options.nodeRole),
    },
  }
}

/** The endpoint speaks both on one port. */
const byHttps = (installation: Installation): Installation => ({
  ...installation,
  runtime: { ...installation.runtime, endpoint: installation.runtime.endpoint.replace(/^http:/, 'https:') },
})
