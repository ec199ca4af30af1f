/** Pod Identity associations in the store, by ServiceAccount, of which each has one at most. */
import type { Reader, Transaction } from '../../../store/index.ts'
import { notFound } from '../errors.ts'
import type { ClusterName } from '../needs.ts'
import { requireCluster, resourcesOf, valuesOf } from '../store.ts'
import type { AssociationRecord } from './record.ts'

const associationsOf = (cluster: ClusterName) => resourcesOf<AssociationRecord>('pod-identity', cluster)

export const listAssociations = (from: Reader, cluster: ClusterName): readonly AssociationRecord[] =>
  valuesOf<AssociationRecord>(from, 'pod-identity', cluster)

export const findById = (from: Reader, cluster: ClusterName, id: string): AssociationRecord | undefined =>
  listAssociations(from, cluster).find(({ associationId }) => associationId === id)

export function requireAssociation(from: Reader, cluster: ClusterName, id: string): AssociationRecord {
  requireCluster(from, cluster)
  const found = findById(from, cluster, id)
  if (found === undefined)
    throw notFound(`No pod identity association found for association ID: ${id}`, {
      clusterName: cluster.name,
    })
  return found
}

/** On the way of every pod that asks for credentials. */
export const findAssociation = (
  from: Reader,
  cluster: ClusterName,
  namespace: string,
  serviceAccount: string,
): AssociationRecord | undefined => associationsOf(cluster).get(from, [namespace, serviceAccount])?.value

export const putAssociation = (txn: Transaction, cluster: ClusterName, record: AssociationRecord): void =>
  associationsOf(cluster).put(txn, [record.namespace, record.serviceAccount], record)

export const deleteAssociation = (txn: Transaction, cluster: ClusterName, record: AssociationRecord): void =>
  associationsOf(cluster).delete(txn, [record.namespace, record.serviceAccount])
