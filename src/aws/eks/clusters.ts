/** The life of clusters: made once, running until deleted. */
import type { ClusterRecord } from './model.ts'
import { clusterExists, invalidRequest, noCluster } from './errors.ts'
import { type ClusterOutput, clusterOutput } from './cluster-output.ts'
import type { ClusterName, EksNeeds } from './needs.ts'
import { clustersOf, findRecord } from './store.ts'

export interface Clusters {
  /** Resolves when the cluster runs; what it gives says `CREATING`, as EKS does. */
  readonly create: (record: ClusterRecord) => Promise<ClusterOutput>
  readonly describe: (cluster: ClusterName) => ClusterOutput
  readonly remove: (cluster: ClusterName) => Promise<ClusterOutput>
}

export function createClusters(needs: EksNeeds): Clusters {
  const { store } = needs
  /** Keys of clusters that are being made by this process. */
  const underWay = new Set<string>()

  const show = (record: ClusterRecord): ClusterOutput => {
    const running = needs.findCluster(placeOf(record)) ?? record.running
    return clusterOutput(record, statusOf(record, underWay), running)
  }

  return {
    create: async (record) => {
      const { result: existing } = await store.write((txn) => {
        const found = findRecord(txn, record)
        if (found === undefined) clustersOf(record).put(txn, record.name, record)
        return found
      })
      // A client that lost the answer asks again with the same token.
      if (existing !== undefined) {
        if (!isSameRequest(existing, record)) throw clusterExists(record.name)
        return show(existing)
      }
      underWay.add(record.arn)
      try {
        return await start(needs, record)
      } finally {
        underWay.delete(record.arn)
      }
    },
    describe: (cluster) => {
      const record = findRecord(store, cluster)
      if (record === undefined) throw noCluster(cluster.name)
      return show(record)
    },
    remove: async (cluster) => {
      const { result: record } = await store.write((txn) => {
        const found = findRecord(txn, cluster)
        if (found === undefined) throw noCluster(cluster.name)
        if (found.deletionProtection)
          throw invalidRequest(
            `Cluster ${cluster.name} has deletion protection; turn it off before deleting it.`,
          )
        clustersOf(cluster).put(txn, cluster.name, { ...found, status: 'DELETING' })
        return found
      })
      const running = needs.findCluster(cluster) ?? record.running
      await needs.stopCluster(placeOf(record))
      await store.write((txn) => clustersOf(cluster).delete(txn, cluster.name))
      return clusterOutput(record, 'DELETING', running)
    },
  }
}

/** A cluster that does not start leaves no record behind. */
async function start(
  { store, startCluster, stopCluster }: EksNeeds,
  record: ClusterRecord,
): Promise<ClusterOutput> {
  try {
    const running = await startCluster(placeOf(record))
    await store.write((txn) =>
      clustersOf(record).put(txn, record.name, { ...record, status: 'ACTIVE', running }),
    )
    return clusterOutput(record, 'CREATING', running)
  } catch (fault) {
    await stopCluster(placeOf(record))
    await store.write((txn) => clustersOf(record).delete(txn, record.name))
    throw fault
  }
}

/** A record that says CREATING while nobody makes the cluster was left by a crash. */
function statusOf({ status, arn }: ClusterRecord, underWay: ReadonlySet<string>): ClusterOutput['status'] {
  return status === 'CREATING' && !underWay.has(arn) ? 'FAILED' : status
}

const isSameRequest = (existing: ClusterRecord, record: ClusterRecord): boolean =>
  existing.clientRequestToken !== undefined && existing.clientRequestToken === record.clientRequestToken

const placeOf = ({ name, account, region }: ClusterName): ClusterName => ({ name, account, region })
