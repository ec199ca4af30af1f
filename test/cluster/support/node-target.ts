/** A cluster that nodes join in tests: the real API server or the embedded one, and a podpass that gives the node its role. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateClusterCommand, EKSClient } from '@aws-sdk/client-eks'
import { CreateRoleCommand } from '@aws-sdk/client-iam'
import { createClient, loadKubeconfig, type KubernetesClient } from '../../../src/kubernetes/api/index.ts'
import { openLocalCa } from '../../../src/server/certificates/index.ts'
import { kubeconfigFile, writeNodeKubeconfig } from '../../../src/server/index.ts'
import type { Cloud } from './cloud.ts'
import { kubectl, type Ran } from './kubectl.ts'
import { startPodpass, type RunningPodpass } from './program.ts'
import type { Cluster } from './with-cluster.ts'

export interface NodeTarget {
  readonly title: string
  readonly client: KubernetesClient
  /** The node's own. */
  readonly nodeClient: KubernetesClient
  /** The administrator's. */
  readonly kubeconfig: string
  /** What the node itself joins by. */
  readonly nodeKubeconfig: string
  readonly dataDirectory: string
  readonly nodeRole: string
  readonly kubectl: (args: string, input?: string) => Promise<Ran>
  close(): void
}

export const nodeName = 'node-1'

/** The node comes with a certificate of its own, so that the real server's rules for nodes hold for it. */
export async function realTarget(cluster: Cluster, cloud: Cloud): Promise<NodeTarget> {
  const ca = await openLocalCa({ directory: join(cluster.directory, 'ca'), clock: Date.now })
  const { cert, key } = await ca.issueClientCertificate({
    commonName: `system:node:${nodeName}`,
    organizations: ['system:nodes'],
  })
  const data = (text: string): string => Buffer.from(text).toString('base64')
  const nodeKubeconfig = join(cluster.directory, 'node.kubeconfig')
  writeFileSync(
    nodeKubeconfig,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        { name: 'c', cluster: { server: cluster.server, 'certificate-authority-data': data(cluster.ca) } },
      ],
      users: [{ name: 'u', user: { 'client-certificate-data': data(cert), 'client-key-data': data(key) } }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'x',
    }),
    { mode: 0o600 },
  )
  return target(cloud, { title: 'real', kubeconfig: cluster.kubeconfig, nodeKubeconfig })
}

export async function embeddedTarget(cloud: Cloud): Promise<NodeTarget> {
  const { admin, runtime, directory } = cloud.server
  const eks = new EKSClient({
    endpoint: runtime.endpoint,
    region: admin.region,
    credentials: { accessKeyId: admin.accessKeyId, secretAccessKey: admin.secretAccessKey },
  })
  const roleArn = await nodeRoleOf(cloud)
  await eks.send(new CreateClusterCommand({ name: 'nodes', roleArn, resourcesVpcConfig: {} }))
  eks.destroy()
  const kubeconfig = kubeconfigFile(directory, 'nodes')
  const wish = { directory, cluster: 'nodes', node: nodeName, clock: Date.now }
  const nodeKubeconfig = (await writeNodeKubeconfig(wish)) ?? ''
  return target(cloud, { title: 'embedded', kubeconfig, nodeKubeconfig })
}

async function target(
  cloud: Cloud,
  { title, kubeconfig, nodeKubeconfig }: Pick<NodeTarget, 'title' | 'kubeconfig' | 'nodeKubeconfig'>,
): Promise<NodeTarget> {
  const config = loadKubeconfig(kubeconfig)
  if (!config.ok) throw new Error(config.problem)
  const client = createClient(config.client)
  const nodeConfig = loadKubeconfig(nodeKubeconfig)
  if (!nodeConfig.ok) throw new Error(nodeConfig.problem)
  const nodeClient = createClient(nodeConfig.client)
  return {
    title,
    client,
    nodeClient,
    kubeconfig,
    nodeKubeconfig,
    dataDirectory: cloud.server.directory,
    nodeRole: await nodeRoleOf(cloud),
    kubectl: (args, input) => kubectl({ kubeconfig }, args.split(' '), input),
    close: () => {
      client.close()
      nodeClient.close()
    },
  }
}

async function nodeRoleOf({ iam, server }: Cloud): Promise<string> {
  const trust = (Principal: object) => ({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' })
  const RoleName = 'NodeInstanceRole'
  try {
    await iam.send(
      new CreateRoleCommand({
        RoleName,
        AssumeRolePolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            trust({ Service: ['ec2.amazonaws.com', 'eks.amazonaws.com'] }),
            trust({ AWS: server.admin.account }),
          ],
        }),
      }),
    )
  } catch (error) {
    if ((error as Error).name !== 'EntityAlreadyExistsException') throw error
  }
  return `arn:aws:iam::${server.admin.account}:role/${RoleName}`
}

export interface RunningTestNode {
  readonly podpass: RunningPodpass
  readonly directory: string
  readonly kubeletPort: number
}

export async function startTestNode(
  to: NodeTarget,
  directory: string,
  more: readonly string[] = [],
): Promise<RunningTestNode> {
  const podpass = startPodpass(
    [
      'node',
      '--kubeconfig',
      to.nodeKubeconfig,
      '--name',
      nodeName,
      '--directory',
      directory,
      '--node-role',
      to.nodeRole,
      ...more,
    ],
    { PODPASS_DATA: to.dataDirectory },
  )
  await podpass.prints(/node node-1 is ready/)
  const [, port] = /listens on 127\.0\.0\.1:(\d+)/.exec(podpass.printed()) ?? []
  return { podpass, directory, kubeletPort: Number(port) }
}

export function temporaryDirectory(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'podpass-node-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
