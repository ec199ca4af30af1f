/** The life of clusters: made once, running until deleted. */
import type { Reader } from '../../../store/index.ts'
import { makeCreatorsEntry } from '../access-entries/creators-entry.ts'
import { bootstrapAddons } from '../addons/objects/bootstrap.ts'
import { clusterExists, inUse, invalidRequest, limitExceeded } from '../errors.ts'
import type { ClusterName, EksNeeds } from '../needs.ts'
import { clustersOf, findRecord, placeOf, removeAll, requireCluster, valuesOf } from '../store.ts'
import { isAnyLogged } from './logging.ts'
import { type ClusterOutput, clusterOutput } from './output.ts'
import type { ClusterRecord } from './record.ts'

export interface Clusters {
  /** Resolves when the cluster runs; what it gives says `CREATING`, as EKS does. */
  readonly create: (record: ClusterRecord, wish: { readonly addons: boolean }) => Promise<ClusterOutput>
  readonly describe: (cluster: ClusterName) => ClusterOutput
  readonly remove: (cluster: ClusterName) => Promise<ClusterOutput>
}

export function createClusters(needs: EksNeeds): Clusters {
  const { store } = needs
  /** Keys of clusters that are being made by this process. */
  const underWay = new Set<string>()
  /** Of those that are about to end. */
  const endings = new Map<string, Promise<ClusterOutput>>()

  const show = (record: ClusterRecord): ClusterOutput => {
    const running = needs.findCluster(nameOf(record)) ?? record.running
    return clusterOutput(record, statusOf(record, underWay), running)
  }

  return {
    create: async (record, wish) => {
      const { result: existing } = await store.write((txn) => {
        const found = findRecord(txn, record)
        if (found !== undefined) return found
        refuseTooMany(txn, record)
        clustersOf(record).put(txn, record.name, record)
        // Whoever comes next must not take it for one that a crash has left.
        underWay.add(record.arn)
        return undefined
      })
      // A client that lost the answer asks again with the same token.
      if (existing !== undefined) {
        if (!isSameRequest(existing, record)) throw clusterExists(record.name)
        return show(existing)
      }
      try {
        return await start(needs, record, wish)
      } finally {
        underWay.delete(record.arn)
      }
    },
    describe: (cluster) => show(requireCluster(store, cluster)),
    remove: async (cluster) => {
      const { result: record } = await store.write((txn) => {
        const found = requireCluster(txn, cluster)
        if (underWay.has(found.arn))
          throw inUse(`Cannot delete because cluster ${cluster.name} currently has status CREATING`, {
            clusterName: cluster.name,
          })
        refuseWhileUsed(txn, cluster)
        if (found.deletionProtection)
          throw invalidRequest(
            `Cluster ${cluster.name} has deletion protection; turn it off before deleting it.`,
          )
        clustersOf(cluster).put(txn, cluster.name, { ...found, status: 'DELETING' })
        return found
      })
      // Who asks twice waits for the one end: a second one could be that of a cluster made since.
      const ending = endings.get(record.arn) ?? end(needs, record)
      endings.set(record.arn, ending)
      try {
        return await ending
      } finally {
        if (endings.get(record.arn) === ending) endings.delete(record.arn)
      }
    },
  }
}

async function end(needs: EksNeeds, record: ClusterRecord): Promise<ClusterOutput> {
  const cluster = nameOf(record)
  const running = needs.findCluster(cluster) ?? record.running
  await needs.stopCluster(cluster)
  await needs.store.write((txn) => removeAll(txn, cluster))
  return clusterOutput(record, 'DELETING', running)
}

/** https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html */
const mostClusters = 100

function refuseTooMany(from: Reader, place: ClusterName): void {
  if (clustersOf(place).list(from).length >= mostClusters)
    throw limitExceeded('Cluster limit exceeded for account')
}

const attachments = [
  ['nodegroup', 'Cluster has nodegroups attached'],
  ['fargate-profile', 'Cluster has Fargate profiles attached'],
] as const

function refuseWhileUsed(from: Reader, cluster: ClusterName): void {
  for (const [kind, message] of attachments)
    if (valuesOf(from, kind, cluster).length > 0) throw inUse(message, { clusterName: cluster.name })
}

/** A cluster that does not start leaves no record behind. */
async function start(
  needs: EksNeeds,
  record: ClusterRecord,
  { addons }: { readonly addons: boolean },
): Promise<ClusterOutput> {
  const { store, startCluster, stopCluster } = needs
  const entry = makeCreatorsEntry(needs, record)
  try {
    if (isAnyLogged(record.logging)) await needs.prepareLogs(nameOf(record))
    const running = await startCluster(nameOf(record))
    if (addons && !running.isAdopted) await bootstrapAddons(needs, { ...record, running })
    await store.write((txn) => {
      clustersOf(record).put(txn, record.name, { ...record, status: 'ACTIVE', running })
      entry?.(txn)
    })
    return clusterOutput(record, 'CREATING', running)
  } catch (fault) {
    await stopCluster(nameOf(record))
    await store.write((txn) => removeAll(txn, nameOf(record)))
    throw fault
  }
}

/** A record that says CREATING while nobody makes the cluster was left by a crash. */
function statusOf({ status, arn }: ClusterRecord, underWay: ReadonlySet<string>): ClusterOutput['status'] {
  return status === 'CREATING' && !underWay.has(arn) ? 'FAILED' : status
}

const isSameRequest = (existing: ClusterRecord, record: ClusterRecord): boolean =>
  existing.clientRequestToken !== undefined && existing.clientRequestToken === record.clientRequestToken

const nameOf = (record: ClusterRecord): ClusterName => placeOf(record, record.name)
