/** Two API servers that AWS identities log in to: a real one with `podpass authenticator` beside it, and an embedded one. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { createClient, loadKubeconfig, type KubernetesClient } from '../../../src/kubernetes/api/index.ts'
import { kubeconfigFile, prepareAuthenticator, type RunningServer } from '../../../src/server/index.ts'
import { freePort } from '../../../tools/kube-apiserver/free-port.ts'
import { aggregateRoles } from './aggregate-roles.ts'
import { createAuthenticatorAccount } from './authenticator-account.ts'
import { shellOf, type AwsKeys, type Shell } from './aws.ts'
import { startCloud } from './cloud.ts'
import { createNamespace } from './objects.ts'
import { startPodpass, type RunningPodpass } from './program.ts'
import type { Cluster } from './with-cluster.ts'

export interface LoginTarget {
  readonly name: string
  readonly kubeconfig: string
  /** Of its administrator. */
  readonly client: KubernetesClient
}

type Admin = RunningServer['admin']

export interface LoginScene {
  readonly admin: Admin
  /** Of the cloud. */
  readonly endpoint: string
  readonly targets: readonly LoginTarget[]
  readonly authenticator: RunningPodpass
  /** Who made the cluster. */
  readonly creator: Shell
  readonly newUser: (name: string) => Promise<Shell>
  /** Of a role of that name with the path `/team/`. */
  readonly newSession: (role: string, session: string) => Promise<Shell>
}

/** What has to be there before the real API server starts. */
export interface LoginPlace {
  readonly home: string
  readonly port: number
  readonly flags: readonly string[]
}

export async function prepareLogin(): Promise<LoginPlace> {
  const home = mkdtempSync(join(tmpdir(), 'podpass-login-'))
  after(() => rmSync(home, { recursive: true, force: true }))
  const kubeconfig = join(home, 'webhook.yaml')
  const port = await freePort()
  await prepareAuthenticator(
    {
      stateDirectory: join(home, 'login'),
      hostname: '127.0.0.1',
      names: { names: ['localhost'], ips: ['127.0.0.1', '::1'] },
      kubeconfig,
    },
    port,
  )
  const flags = [
    `--authentication-token-webhook-config-file=${kubeconfig}`,
    // Each question is to reach the authenticator.
    '--authentication-token-webhook-cache-ttl=0s',
  ]
  return { home, port, flags }
}

export async function openLoginScene(place: LoginPlace, cluster: Cluster): Promise<LoginScene> {
  await aggregateRoles(cluster.client)
  const cloud = await startCloud()
  after(() => cloud.stop())
  const { admin, runtime, directory } = cloud.server
  const asKeys = (keys: AwsKeys): Shell => shellOf(cloud.server, keys, place.home)
  const creator = asKeys({ AccessKeyId: admin.accessKeyId, SecretAccessKey: admin.secretAccessKey })
  const kubeconfigs = await createEksCluster(creator, place.home, admin.account)
  await pointAt(
    creator,
    kubeconfigs.real,
    cluster,
    `arn:aws:eks:${admin.region}:${admin.account}:cluster/demo`,
  )
  const authenticator = await startAuthenticator(place, cluster, admin, runtime.endpoint)
  const config = loadKubeconfig(kubeconfigFile(directory, 'demo'))
  assert.ok(config.ok)
  const embedded = createClient(config.client)
  after(() => embedded.close())
  await createNamespace(cluster, 'dev-a')
  await createNamespace({ client: embedded, hasControllers: true }, 'dev-a')
  return {
    admin,
    endpoint: runtime.endpoint,
    targets: [
      { name: 'a real API server', kubeconfig: kubeconfigs.real, client: cluster.client },
      { name: 'the embedded API server', kubeconfig: kubeconfigs.embedded, client: embedded },
    ],
    authenticator,
    creator,
    newUser: async (name) => asKeys(await createUser(creator, name)),
    newSession: async (role, session) => asKeys(await assumeNewRole(creator, admin.account, role, session)),
  }
}

async function createEksCluster({ aws }: Shell, home: string, account: string) {
  const role = `arn:aws:iam::${account}:role/cluster`
  const access = ['--access-config', 'authenticationMode=API_AND_CONFIG_MAP']
  const network = ['--resources-vpc-config', '{}']
  await aws('eks', 'create-cluster', '--name', 'demo', '--role-arn', role, ...network, ...access)
  await aws('eks', 'wait', 'cluster-active', '--name', 'demo')
  const [embedded, real] = [join(home, 'embedded'), join(home, 'real')]
  for (const file of [embedded, real])
    await aws('eks', 'update-kubeconfig', '--name', 'demo', '--kubeconfig', file)
  return { embedded, real }
}

/** Makes the kubeconfig of an EKS cluster name this API server. */
async function pointAt(shell: Shell, kubeconfig: string, cluster: Cluster, name: string): Promise<void> {
  const ca = ['--certificate-authority', join(cluster.directory, 'client-ca.crt'), '--embed-certs']
  const entry = ['config', 'set-cluster', name, '--server', cluster.server, ...ca]
  await shell.run('kubectl', ['--kubeconfig', kubeconfig, ...entry])
}

async function startAuthenticator(place: LoginPlace, cluster: Cluster, admin: Admin, endpoint: string) {
  const kubeconfig = join(place.home, 'authenticator')
  await createAuthenticatorAccount(cluster, kubeconfig)
  const flags = {
    'cluster-id': 'demo',
    port: String(place.port),
    'health-port': '0',
    'state-dir': join(place.home, 'login'),
    'backend-mode': 'AccessEntries,EKSConfigMap',
    kubeconfig,
    'sts-endpoint': endpoint,
    'eks-endpoint': endpoint,
    region: admin.region,
    'entries-ttl': '0s',
  }
  const words = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value])
  const keys = { AWS_ACCESS_KEY_ID: admin.accessKeyId, AWS_SECRET_ACCESS_KEY: admin.secretAccessKey }
  const authenticator = startPodpass(['authenticator', '--kubeconfig-pregenerated', ...words], keys)
  after(() => authenticator.stop())
  await authenticator.prints(/serving on/)
  return authenticator
}

async function createUser({ aws }: Shell, name: string): Promise<AwsKeys> {
  await aws('iam', 'create-user', '--user-name', name)
  const made = await aws('iam', 'create-access-key', '--user-name', name)
  return made['AccessKey'] as AwsKeys
}

async function assumeNewRole(
  { aws }: Shell,
  account: string,
  role: string,
  session: string,
): Promise<AwsKeys> {
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' },
  })
  const named = ['--path', '/team/', '--role-name', role]
  await aws('iam', 'create-role', ...named, '--assume-role-policy-document', trust)
  const arn = `arn:aws:iam::${account}:role/team/${role}`
  const made = await aws('sts', 'assume-role', '--role-arn', arn, '--role-session-name', session)
  return made['Credentials'] as AwsKeys
}
