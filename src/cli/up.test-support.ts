/** A `podpass up` of the tests' own, ended with them, and clusters and roles in it. */
import type { EKSClient } from '@aws-sdk/client-eks'
import type { IAMClient } from '@aws-sdk/client-iam'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  afterwards,
  program,
  scratch,
  start,
  type Ending,
  type RunOptions,
  type Started,
} from './podpass.test-support.ts'

export const anyPort = ['--listen', '127.0.0.1:0']

/** The digest of each file of a directory, to see that nothing changed. The lock's journal comes and goes with attempts to take it. */
export function contents(directory: string): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && !file.name.startsWith('lock'))
    .map((file) => join(file.parentPath, file.name))
    .toSorted()
  return Object.fromEntries(
    files.map((file) => [file, createHash('sha256').update(readFileSync(file)).digest('hex')]),
  )
}

export interface Up extends Started {
  readonly data: string
  readonly endpoint: string
  readonly account: string
  /** What the AWS SDK needs to come here as the administrator. */
  readonly clientConfig: {
    readonly endpoint: string
    readonly region: string
    readonly maxAttempts: number
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  }
  stop(signal?: NodeJS.Signals): Promise<void>
}

export interface UpOptions extends RunOptions {
  readonly data?: string
  readonly words?: readonly string[]
}

/** Milliseconds: it serves all tests of a file, however slow the machine is, and ends with them. */
const longest = 1_200_000

export async function up(t: Ending, options: UpOptions = {}): Promise<Up> {
  const data = options.data ?? join(scratch(t), 'data')
  const words = ['up', '--listen', '127.0.0.1:0', '--data', data, ...(options.words ?? [])]
  const started = start([...program, ...words], { timeout: longest, ...options })
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    started.child.kill(signal)
    await started.ended
  }
  afterwards(t, () => stop())
  const [, endpoint = '', account = ''] = await started.prints(
    /AWS endpoint {2}(http:\S+) .*\n {2}account {7}(\d+),[^]*get-caller-identity\n/,
  )
  const admin = JSON.parse(readFileSync(join(data, 'admin.json'), 'utf8')) as {
    accessKeyId: string
    secretAccessKey: string
  }
  const clientConfig = { endpoint, region: 'us-east-1', maxAttempts: 1, credentials: admin }
  return { ...started, data, endpoint, account, clientConfig, stop }
}

/** Makes a cluster as an administrator does; gives its issuer. */
export async function createCluster(podpass: Up, name = 'dev'): Promise<string> {
  const { CreateClusterCommand } = await import('@aws-sdk/client-eks')
  const { cluster } = await (
    await eks(podpass)
  ).send(
    new CreateClusterCommand({
      name,
      roleArn: `arn:aws:iam::${podpass.account}:role/eks`,
      resourcesVpcConfig: { subnetIds: ['subnet-0a', 'subnet-0b'] },
    }),
  )
  return cluster!.identity!.oidc!.issuer!
}

export async function eks({ clientConfig }: Up): Promise<EKSClient> {
  const { EKSClient } = await import('@aws-sdk/client-eks')
  return new EKSClient(clientConfig)
}

/** The provider of an issuer, and a role that trusts one ServiceAccount of it; gives the role's ARN. */
export async function createRole(
  { account, clientConfig }: Up,
  issuer: string,
  name: string,
  subject: string,
): Promise<string> {
  const { CreateOpenIDConnectProviderCommand, CreateRoleCommand, IAMClient } =
    await import('@aws-sdk/client-iam')
  const iam: IAMClient = new IAMClient(clientConfig)
  const provider = issuer.replace('https://', '')
  await iam
    .send(new CreateOpenIDConnectProviderCommand({ Url: issuer, ClientIDList: ['sts.amazonaws.com'] }))
    .catch((error: Error) => {
      if (error.name !== 'EntityAlreadyExistsException') throw error
    })
  const trust = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${provider}` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { [`${provider}:sub`]: `system:serviceaccount:${subject}` } },
    },
  }
  const made = await iam.send(
    new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) }),
  )
  return made.Role!.Arn!
}
