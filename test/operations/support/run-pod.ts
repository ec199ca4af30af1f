/** Pods in clusters of an installation, which are made when the first pod asks for them, and their tokens. */
import { createCluster, type Cluster } from '../../e2e/support/cluster.ts'
import type { Installation } from '../../e2e/support/installation.ts'

export interface PodWish {
  readonly cluster: string
  readonly namespace: string
  readonly serviceAccount: string
  readonly audience: string
}

/** Makes namespace, ServiceAccount and pod, each called as the ServiceAccount; gives the pod's token. */
export type RunPod = (wish: PodWish) => Promise<{ readonly token: string }>

export function openPods(installation: Installation): {
  readonly runPod: RunPod
  readonly close: () => void
} {
  const clusters = new Map<string, Cluster>()
  const clusterOf = async (name: string): Promise<Cluster> => {
    const cluster = clusters.get(name) ?? (await createCluster(installation, name))
    clusters.set(name, cluster)
    return cluster
  }
  return {
    runPod: async ({ cluster: name, namespace, serviceAccount, audience }) => {
      const cluster = await clusterOf(name)
      await cluster.createNamespace(namespace)
      await cluster.createServiceAccount(namespace, serviceAccount)
      const { metadata } = await cluster.createPod(namespace, serviceAccount, serviceAccount)
      const pod = { name: serviceAccount, uid: metadata.uid }
      return { token: await cluster.token({ namespace, serviceAccount, audiences: [audience], pod }) }
    },
    close: () => clusters.forEach(({ api }) => api.close()),
  }
}
