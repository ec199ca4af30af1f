/** The clusters: embedded ones, each an API server with an issuer, a CA and a webhook of its own, and those that are adopted. */
import { rmSync } from 'node:fs'
import type { Store } from '../../store/index.ts'
import type { ObjectKeeper } from './cluster-objects.ts'
import { removeKubeconfig } from './kubeconfig.ts'
import { clusterDirectory, nodeKubeconfigDirectory } from './node-kubeconfig.ts'
import type { ClustersNeeds } from './needs.ts'
import { findAdoptedIssuer, openAdoptedCluster } from './adopted-cluster.ts'
import { openCluster, type OpenCluster } from './open-cluster.ts'
import { clusterRecords, tokenPurpose, type ClusterRecord } from './record.ts'
import type { ReviewedPodToken } from './review-pod-token.ts'

export interface ClusterFacts {
  readonly issuer: string
  readonly endpoint: string
  /** PEM, in base64, as EKS gives it. */
  readonly certificateAuthorityData: string
  /** Somebody else runs it, and what is in it is theirs. */
  readonly isAdopted?: true
}

/** EKS names clusters within an account and region. */
export interface ClusterName {
  readonly name: string
  readonly account: string
  readonly region: string
}

export interface Clusters {
  start(cluster: ClusterName): Promise<ClusterFacts>
  /** Ends the cluster and all that is in it. */
  stop(cluster: ClusterName): Promise<void>
  /** What a cluster goes by here: its kubeconfig, its directory, `--cluster`, its nodes. */
  idOf(cluster: ClusterName): string | undefined
  /** What runs of a cluster; undefined when it does not. */
  find(cluster: ClusterName): ClusterFacts | undefined
  /** Whose a token for Pod Identity is; one of a cluster that does not run is nobody's. */
  reviewPodToken(cluster: ClusterName, token: string, now: number): Promise<ReviewedPodToken>
  /** The objects of a cluster; throws where it does not run. */
  objectsOf(cluster: ClusterName): ObjectKeeper
  /** Starts the clusters that are kept in the store. */
  restore(): Promise<void>
  list(): readonly {
    readonly name: string
    readonly account: string
    readonly issuer: string
    readonly endpoint: string
    readonly webhook?: string
  }[]
  close(grace: number): Promise<void>
}

export function createClusters(needs: ClustersNeeds): Clusters {
  const open = new Map<string, OpenCluster>()

  const begin = async (record: ClusterRecord): Promise<OpenCluster> => {
    const cluster = await openRecord(needs, record)
    open.set(record.id, cluster)
    if (cluster.record.port !== record.port) await keep(needs.store, cluster.record)
    return cluster
  }

  const closeAll = async (grace: number): Promise<void> => {
    await Promise.all([...open.values()].map((cluster) => cluster.close(grace)))
    open.clear()
  }

  return {
    start: async (cluster) => {
      const id = idOf(needs.store, cluster)
      const kubeconfig = needs.adopts(cluster)
      if (kubeconfig !== undefined) {
        const issuer = await findAdoptedIssuer(kubeconfig)
        const adopted = { ...cluster, id, issuer, port: 0, wrappedToken: '', isAdopted: true } as const
        await keep(needs.store, adopted)
        return factsOf(await begin(adopted))
      }
      const url = needs.issuers.newUrl({ region: cluster.region, base: needs.issuerBase })
      const made = await needs.issuers.create({ url, owner: id })
      if (!made.ok) throw new Error(made.problem.message)
      const token = Buffer.from(needs.random(32)).toString('base64url')
      const wrapped = needs.secretWrap.wrap(Buffer.from(token), tokenPurpose(id))
      const record = {
        ...cluster,
        id,
        issuer: url,
        port: 0,
        wrappedToken: Buffer.from(wrapped).toString('base64'),
      }
      await keep(needs.store, record)
      try {
        return factsOf(await begin(record))
      } catch (error) {
        // Else its name would stay taken by a cluster that never was.
        await forget(needs, record)
        throw error
      }
    },
    stop: async (cluster) => {
      const record = findRecord(needs.store, cluster)
      if (record === undefined) return
      await open.get(record.id)?.close(1000)
      open.delete(record.id)
      removeKubeconfig(needs.directory, record.id)
      await forget(needs, record)
    },
    idOf: (cluster) => findRecord(needs.store, cluster)?.id,
    find: (cluster) => {
      const record = findRecord(needs.store, cluster)
      const running = record && open.get(record.id)
      return running && factsOf(running)
    },
    reviewPodToken: async (cluster, token, now) => {
      const record = findRecord(needs.store, cluster)
      const running = record && open.get(record.id)
      if (running !== undefined) return running.reviewPodToken(token, now)
      const why = `cluster \`${cluster.name}\` does not run`
      return { outcome: record === undefined ? 'invalid' : 'unavailable', why }
    },
    objectsOf: (cluster) => {
      const record = findRecord(needs.store, cluster)
      const running = record && open.get(record.id)
      if (running === undefined) throw new Error(`cluster \`${cluster.name}\` does not run`)
      return running.objects
    },
    restore: async () => {
      const begun = await Promise.allSettled(
        clusterRecords
          .list(needs.store)
          .map((entry) => entry.value)
          .filter((record) => !record.isAdopted || needs.adopts(record) !== undefined)
          .map(begin),
      )
      const failed = begun.find((each) => each.status === 'rejected')
      if (failed === undefined) return
      await closeAll(0)
      throw failed.reason
    },
    list: () =>
      [...open.values()].map(({ record, endpoint, webhook }) => ({
        name: record.id,
        account: record.account,
        issuer: record.issuer,
        endpoint,
        webhook,
      })),
    close: closeAll,
  }
}

/** An adopted cluster whose kubeconfig is no longer given does not run. */
function openRecord(needs: ClustersNeeds, record: ClusterRecord): OpenCluster | Promise<OpenCluster> {
  if (record.isAdopted !== true) return openCluster(needs, record)
  return openAdoptedCluster(record, needs.adopts(record) ?? '')
}

const factsOf = ({ record, endpoint, ca }: OpenCluster): ClusterFacts => ({
  issuer: record.issuer,
  endpoint,
  certificateAuthorityData: Buffer.from(ca).toString('base64'),
  ...(record.isAdopted && { isAdopted: true }),
})

const findRecord = (store: Store, { name, account, region }: ClusterName): ClusterRecord | undefined =>
  clusterRecords
    .list(store)
    .map((entry) => entry.value)
    .find((record) => record.name === name && record.account === account && record.region === region)

/** A cluster goes by its name here; where that is taken, by name and region, and last by the account too. No EKS name holds a dot. */
function idOf(store: Store, { name, region, account }: ClusterName): string {
  const taken = (id: string): boolean => clusterRecords.get(store, id) !== undefined
  if (!taken(name)) return name
  const regional = `${name}.${region}`
  return taken(regional) ? `${regional}.${account}` : regional
}

const keep = async (store: Store, record: ClusterRecord): Promise<void> =>
  void (await store.write((txn) => clusterRecords.put(txn, record.id, record)))

/** The issuer ends with its cluster, so that no token of it verifies any more; its CA and its audit log go too. */
async function forget(
  { directory, store, issuers }: ClustersNeeds,
  { id, issuer }: ClusterRecord,
): Promise<void> {
  await issuers.delete(issuer)
  rmSync(clusterDirectory(directory, id), { recursive: true, force: true })
  rmSync(nodeKubeconfigDirectory(directory, id), { recursive: true, force: true })
  await store.write((txn) => {
    clusterRecords.delete(txn, id)
    for (const { key } of txn.list(`kubernetes/${encodeURIComponent(id)}/`)) txn.delete(key)
  })
}
