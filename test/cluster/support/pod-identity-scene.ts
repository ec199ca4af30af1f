/** Pod Identity on two clusters: a real one that EKS has adopted and an embedded one, each with a node, an agent and a webhook. */
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { PutRolePolicyCommand, type IAMClient } from '@aws-sdk/client-iam'
import { pathOf, requestToken, textOf, valueAt } from '../../../src/kubernetes/api/index.ts'
import { startWebhookBeside, writeAdoptingKubeconfig } from './adopted.ts'
import { shellOf, type AwsKeys, type Shell } from './aws.ts'
import { startCloud, type Cloud } from './cloud.ts'
import { createServiceAccount, valueOf } from './objects.ts'
import {
  embeddedTarget,
  realTarget,
  startTestNode,
  temporaryDirectory,
  type NodeTarget,
} from './node-target.ts'
import { startPodpass } from './program.ts'
import type { Cluster } from './with-cluster.ts'

export interface PodIdentityTarget extends NodeTarget {
  /** As EKS calls it. */
  readonly eksName: string
  /** Where the agent of its node listens. */
  readonly agent: string
}

export interface PodIdentityScene {
  readonly cloud: Cloud
  readonly admin: Shell
  /** Whom the agents ask as: the nodes’ role. */
  readonly node: Shell
  readonly targets: readonly PodIdentityTarget[]
}

/** The names of ServiceAccounts with a role of the same name; `strict` trusts by tags alone. */
export const associated = ['app', 'strict', 'fleeting']

export async function openPodIdentityScene(cluster: Cluster): Promise<PodIdentityScene> {
  const cloud = await startCloud({ adoptedClusters: { real: await writeAdoptingKubeconfig(cluster) } })
  after(() => cloud.stop())
  const { accessKeyId, secretAccessKey } = cloud.server.admin
  const home = temporaryDirectory()
  after(() => home.remove())
  const admin = shellOf(
    cloud.server,
    { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey },
    home.path,
  )
  const joined = [
    { eksName: 'real', target: await realTarget(cluster, cloud) },
    { eksName: 'nodes', target: await embeddedTarget(cloud) },
  ]
  const [{ nodeRole }] = joined.map(({ target }) => target) as [NodeTarget, NodeTarget]
  const make = ['--name', 'real', '--role-arn', nodeRole, '--resources-vpc-config', '{}']
  await admin.aws('eks', 'create-cluster', ...make)
  await letNodesAsk(cloud.iam)
  const session = ['--role-arn', nodeRole, '--role-session-name', 'i-0123456789abcdef0']
  const keys = (await admin.aws('sts', 'assume-role', ...session))['Credentials'] as AwsKeys
  const targets: PodIdentityTarget[] = []
  for (const { eksName, target } of joined) {
    await createAssociations(cloud, admin, eksName, target)
    targets.push({ ...target, eksName, agent: await startAgent(cloud, keys, eksName) })
  }
  const { associations } = await admin.aws('eks', 'list-pod-identity-associations', '--cluster-name', 'real')
  await startWebhookBeside(cluster, associations as readonly object[])
  for (const target of targets) await startNode(target)
  return { cloud, admin, node: shellOf(cloud.server, keys, home.path), targets }
}

const letNodesAsk = (iam: IAMClient) =>
  iam.send(
    new PutRolePolicyCommand({
      RoleName: 'NodeInstanceRole',
      PolicyName: 'agent',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: 'eks-auth:AssumeRoleForPodIdentity', Resource: '*' },
      }),
    }),
  )

async function createAssociations(
  { server }: Cloud,
  { aws }: Shell,
  eksName: string,
  { client }: NodeTarget,
): Promise<void> {
  const { account, region } = server.admin
  for (const name of ['stranger', ...associated]) await createServiceAccount(client, 'default', name)
  for (const name of associated) {
    const tags = {
      'aws:RequestTag/eks-cluster-arn': `arn:aws:eks:${region}:${account}:cluster/${eksName}`,
      'aws:RequestTag/eks-cluster-name': eksName,
      'aws:RequestTag/kubernetes-namespace': 'default',
      'aws:RequestTag/kubernetes-service-account': 'strict',
      'aws:RequestTag/kubernetes-pod-name': 'tagged',
    }
    const trust = JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'pods.eks.amazonaws.com' },
        Action: ['sts:AssumeRole', 'sts:TagSession'],
        ...(name === 'strict' && {
          Condition: {
            StringEquals: tags,
            StringLike: { 'aws:RequestTag/kubernetes-pod-uid': '????????-????-????-????-????????????' },
          },
        }),
      },
    })
    const role = `${name}-${eksName}`
    await aws('iam', 'create-role', '--role-name', role, '--assume-role-policy-document', trust)
    const whose = ['--cluster-name', eksName, '--namespace', 'default', '--service-account', name]
    const arn = `arn:aws:iam::${account}:role/${role}`
    await aws('eks', 'create-pod-identity-association', ...whose, '--role-arn', arn)
  }
}

async function startAgent({ server }: Cloud, keys: AwsKeys, eksName: string): Promise<string> {
  const words = ['--listen=127.0.0.1:0', '--probe-port=0', '--metrics-address=127.0.0.1', '--metrics-port=0']
  const agent = startPodpass(['agent', `--cluster-name=${eksName}`, ...words], {
    AWS_ENDPOINT_URL: server.runtime.endpoint,
    AWS_REGION: server.admin.region,
    AWS_ACCESS_KEY_ID: keys.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.SecretAccessKey,
    AWS_SESSION_TOKEN: keys.SessionToken ?? '',
  })
  after(() => agent.stop())
  await agent.prints(/serving on [\d.:]+/)
  return /serving on ([\d.:]+)/.exec(agent.printed())![1]!
}

async function startNode(target: PodIdentityTarget): Promise<void> {
  const directory = temporaryDirectory()
  const { podpass } = await startTestNode(target, directory.path, ['--pod-identity-agent', target.agent])
  after(async () => {
    await podpass.stop()
    target.close()
    directory.remove()
  })
}

/** A pod that never runs, and the token that its kubelet would ask for; for the API server where no audience is named. */
export async function podToken(
  { client }: NodeTarget,
  { pod, serviceAccount, audience }: PodTokenWish,
): Promise<string> {
  const path = pathOf('pods', 'default', pod)
  const found = await client.get(path)
  const spec = {
    nodeName: 'nowhere',
    serviceAccountName: serviceAccount,
    containers: [{ name: 'c', image: 'x' }],
  }
  const object = found.ok
    ? found.value
    : valueOf(await client.create(pathOf('pods', 'default'), { metadata: { name: pod }, spec }))
  const requested = await requestToken(client, {
    namespace: 'default',
    serviceAccount,
    audiences: audience === undefined ? [] : [audience],
    pod: { name: pod, uid: textOf(valueAt(object, 'metadata', 'uid'))! },
  })
  assert.ok(requested.ok)
  return requested.token
}

export interface PodTokenWish {
  readonly pod: string
  readonly serviceAccount: string
  readonly audience?: string
}

export async function deletePod({ client }: NodeTarget, name: string): Promise<void> {
  valueOf(
    await client.request('DELETE', pathOf('pods', 'default', name), { body: { gracePeriodSeconds: 0 } }),
  )
}
