/** The embedded cluster as `podpass up` runs it, made by the EKS call that users make it with. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { CreateClusterCommand, EKSClient } from '@aws-sdk/client-eks'
import { loadKubeconfig, type ClientFacts } from '../../../src/kubernetes/api/index.ts'
import { kubeconfigFile } from '../../../src/server/index.ts'
import { startCloud } from './cloud.ts'

export interface EmbeddedCluster {
  readonly facts: ClientFacts
  readonly issuer: string
  stop(): Promise<void>
}

/** A kubeconfig of the administrator, by itself in its directory. */
export function writeKubeconfigOf({ facts }: EmbeddedCluster, path: string): string {
  const { server, ca, readCa, token } = facts
  const authority = ca ?? readCa?.() ?? ''
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'embedded',
        cluster: { server, 'certificate-authority-data': Buffer.from(authority).toString('base64') },
      },
    ],
    users: [{ name: 'admin', user: { token: token?.() } }],
    contexts: [{ name: 'embedded', context: { cluster: 'embedded', user: 'admin' } }],
    'current-context': 'embedded',
  }
  writeFileSync(path, JSON.stringify(config), { mode: 0o600 })
  return path
}

export async function startEmbeddedCluster(): Promise<EmbeddedCluster> {
  const cloud = await startCloud()
  const { admin, runtime, directory } = cloud.server
  const eks = new EKSClient({
    endpoint: runtime.endpoint,
    region: admin.region,
    credentials: { accessKeyId: admin.accessKeyId, secretAccessKey: admin.secretAccessKey },
  })
  const made = await eks.send(
    new CreateClusterCommand({
      name: 'compared',
      roleArn: `arn:aws:iam::${admin.account}:role/cluster`,
      resourcesVpcConfig: {},
    }),
  )
  eks.destroy()
  const config = loadKubeconfig(kubeconfigFile(directory, 'compared'))
  assert.ok(config.ok)
  return { facts: config.client, issuer: made.cluster!.identity!.oidc!.issuer!, stop: () => cloud.stop() }
}
