/** A cluster of an installation as its users see it: EKS's API to make it, its kubeconfig to reach it. */
import assert from 'node:assert/strict'
import { CreateClusterCommand } from '@aws-sdk/client-eks'
import {
  createClient,
  loadKubeconfig,
  pathOf,
  requestToken,
  type ApiAnswer,
  type KubernetesClient,
  type TokenWish,
} from '../../../src/kubernetes/api/index.ts'
import { kubeconfigFile } from '../../../src/server/index.ts'
import type { Installation } from './installation.ts'

/** What the tests look at of a pod. */
export interface Pod {
  readonly metadata: { readonly uid: string }
  readonly spec: {
    readonly containers: readonly {
      readonly env?: readonly { readonly name: string; readonly value?: string }[]
    }[]
    readonly volumes?: readonly {
      readonly name: string
      readonly projected?: { readonly sources: readonly { readonly serviceAccountToken?: object }[] }
    }[]
  }
}

export interface Cluster {
  readonly name: string
  readonly issuer: string
  /** The issuer as providers and condition keys spell it. */
  readonly provider: string
  readonly api: KubernetesClient
  createNamespace(name: string): Promise<void>
  createServiceAccount(
    namespace: string,
    name: string,
    annotations?: Readonly<Record<string, string>>,
  ): Promise<void>
  createPod(namespace: string, name: string, serviceAccount: string): Promise<Pod>
  token(wish: TokenWish): Promise<string>
}

export async function createCluster(installation: Installation, name: string): Promise<Cluster> {
  const { cluster } = await installation.clientsOf(installation.admin).eks.send(
    new CreateClusterCommand({
      name,
      roleArn: `arn:aws:iam::${installation.account}:role/eks`,
      resourcesVpcConfig: { subnetIds: ['subnet-0a', 'subnet-0b'] },
    }),
  )
  const issuer = cluster!.identity!.oidc!.issuer!
  const config = loadKubeconfig(kubeconfigFile(installation.server.directory, name))
  assert.ok(config.ok)
  const api = createClient(config.client)
  return {
    name,
    issuer,
    provider: issuer.replace('https://', ''),
    api,
    createNamespace: async (namespace) =>
      void valueOf(
        await api.create(pathOf('namespaces'), {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name: namespace },
        }),
      ),
    createServiceAccount: async (namespace, account, annotations = {}) =>
      void valueOf(
        await api.create(pathOf('serviceaccounts', namespace), {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { name: account, annotations },
        }),
      ),
    createPod: async (namespace, pod, serviceAccount) =>
      valueOf<Pod>(
        await api.create(pathOf('pods', namespace), {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: pod },
          spec: { serviceAccountName: serviceAccount, containers: [{ name: 'app', image: 'app:1' }] },
        }),
      ),
    token: async (wish) => {
      const answer = await requestToken(api, wish)
      assert.ok(answer.ok, JSON.stringify(answer))
      return answer.token
    },
  }
}

function valueOf<T>(answer: ApiAnswer): T {
  assert.ok(answer.ok, JSON.stringify(answer))
  return answer.value as T
}
