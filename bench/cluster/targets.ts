/** The API servers that are measured: the embedded one of a podpass of its own, and the real one with etcd where it is built already. */
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { CreateClusterCommand, EKSClient } from '@aws-sdk/client-eks'
import { createClient, loadKubeconfig, type KubernetesClient } from '../../src/kubernetes/api/index.ts'
import { kubeconfigFile } from '../../src/server/index.ts'
import { findPrograms } from '../../tools/kube-apiserver/programs.ts'
import { startApiServer } from '../../tools/kube-apiserver/start.ts'
import { startPodpass } from '../support/podpass.ts'

export interface ClusterTarget {
  readonly name: string
  readonly kubeconfig: string
  readonly client: KubernetesClient
  /** Of all processes that make it up. */
  readonly pids: readonly number[]
  /** Milliseconds from the wish for a cluster until it can be asked. */
  readonly started: number
  stop(): Promise<void>
}

export async function embeddedTarget(): Promise<ClusterTarget> {
  const podpass = await startPodpass()
  const { accessKeyId, secretAccessKey, region, account } = podpass.admin
  const eks = new EKSClient({
    endpoint: podpass.endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
  })
  const begun = performance.now()
  await eks.send(
    new CreateClusterCommand({
      name: 'bench',
      roleArn: `arn:aws:iam::${account}:role/cluster`,
      resourcesVpcConfig: {},
    }),
  )
  eks.destroy()
  const kubeconfig = kubeconfigFile(podpass.data, 'bench')
  while (!existsSync(kubeconfig)) await new Promise((resolve) => setTimeout(resolve, 5))
  const config = loadKubeconfig(kubeconfig)
  if (!config.ok) throw new Error(config.problem)
  const client = createClient(config.client)
  return {
    name: 'embedded',
    kubeconfig,
    client,
    pids: [podpass.pid],
    started: performance.now() - begun,
    stop: async () => {
      client.close()
      await podpass.stop()
    },
  }
}

/** Undefined where there is none without a build of minutes. */
export async function realTarget(): Promise<ClusterTarget | undefined> {
  const cache = new URL('../../.cache/kube-apiserver/', import.meta.url).pathname
  if (globSync(`${cache}*/kube-apiserver`).length === 0) return undefined
  const found = findPrograms(console.error)
  if (!found.ok) return undefined
  const before = new Set(childrenOf(process.pid))
  const begun = performance.now()
  const server = await startApiServer({ programs: found.programs })
  return {
    name: 'kube-apiserver and etcd',
    kubeconfig: server.kubeconfig,
    client: server.client,
    pids: childrenOf(process.pid).filter((pid) => !before.has(pid)),
    started: performance.now() - begun,
    stop: () => server.stop(),
  }
}

/** With theirs. */
function childrenOf(parent: number): readonly number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'latin1')
        return [[Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])] as const]
      } catch {
        return []
      }
    })
  const own = parents.filter(([, its]) => its === parent).map(([pid]) => pid)
  return own.flatMap((pid) => [pid, ...childrenOf(pid)])
}
