/** The embedded clusters: each an API server with an issuer, a CA and a webhook of its own. */
import type { Store } from '../../store/index.ts'
import { removeKubeconfig } from './kubeconfig.ts'
import type { ClustersNeeds } from './needs.ts'
import { openCluster, type OpenCluster } from './open-cluster.ts'
import { clusterRecords, tokenPurpose, type ClusterRecord } from './record.ts'

export interface ClusterFacts {
  readonly issuer: string
  readonly endpoint: string
  /** PEM, in base64, as EKS gives it. */
  readonly certificateAuthorityData: string
}

export interface Clusters {
  start(cluster: {
    readonly name: string
    readonly account: string
    readonly region: string
  }): Promise<ClusterFacts>
  /** Ends the cluster and all that is in it. */
  stop(name: string): Promise<void>
  /** What runs of a cluster; undefined when it does not. */
  find(name: string): ClusterFacts | undefined
  /** Starts the clusters that are kept in the store. */
  restore(): Promise<void>
  list(): readonly {
    readonly name: string
    readonly issuer: string
    readonly endpoint: string
    readonly webhook: string
  }[]
  close(grace: number): Promise<void>
}

export function createClusters(needs: ClustersNeeds): Clusters {
  const open = new Map<string, OpenCluster>()

  const begin = async (record: ClusterRecord): Promise<OpenCluster> => {
    const cluster = await openCluster(needs, record)
    open.set(record.name, cluster)
    if (cluster.record.port !== record.port) await keep(needs.store, cluster.record)
    return cluster
  }

  return {
    start: async ({ name, account, region }) => {
      const url = needs.issuers.newUrl({ region, base: needs.issuerBase })
      const made = await needs.issuers.create({ url, owner: name })
      if (!made.ok) throw new Error(made.problem.message)
      const token = Buffer.from(needs.random(32)).toString('base64url')
      const wrappedToken = Buffer.from(
        needs.secretWrap.wrap(Buffer.from(token), tokenPurpose(name)),
      ).toString('base64')
      const record: ClusterRecord = { name, account, region, issuer: url, port: 0, wrappedToken }
      await keep(needs.store, record)
      return factsOf(await begin(record))
    },
    stop: async (name) => {
      await open.get(name)?.close(1000)
      open.delete(name)
      removeKubeconfig(needs.directory, name)
      await forget(needs, name)
    },
    find: (name) => {
      const cluster = open.get(name)
      return cluster && factsOf(cluster)
    },
    restore: async () => {
      await Promise.all(clusterRecords.list(needs.store).map((entry) => begin(entry.value)))
    },
    list: () =>
      [...open.values()].map(({ record, endpoint, webhook }) => ({
        name: record.name,
        issuer: record.issuer,
        endpoint,
        webhook,
      })),
    close: async (grace) => {
      await Promise.all([...open.values()].map((cluster) => cluster.close(grace)))
      open.clear()
    },
  }
}

const factsOf = ({ record, endpoint, ca }: OpenCluster): ClusterFacts => ({
  issuer: record.issuer,
  endpoint,
  certificateAuthorityData: Buffer.from(ca).toString('base64'),
})

const keep = async (store: Store, record: ClusterRecord): Promise<void> =>
  void (await store.write((txn) => clusterRecords.put(txn, record.name, record)))

/** The issuer ends with its cluster, so that no token of it verifies any more. */
async function forget({ store, issuers }: ClustersNeeds, name: string): Promise<void> {
  const record = clusterRecords.get(store, name)?.value
  if (record !== undefined) await issuers.delete(record.issuer)
  const prefix = `kubernetes/${encodeURIComponent(name)}/`
  await store.write((txn) => {
    clusterRecords.delete(txn, name)
    for (const { key } of txn.list(prefix)) txn.delete(key)
  })
}
