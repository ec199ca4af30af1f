/** The Pod Identity associations that an add-on brings along and owns. */
import type { Transaction } from '../../../store/index.ts'
import { inUse } from '../errors.ts'
import type { ClusterName } from '../needs.ts'
import {
  deleteAssociation,
  findAssociation,
  listAssociations,
  putAssociation,
} from '../pod-identity/associations.ts'
import type { AssociationRecord } from '../pod-identity/record.ts'

/** Makes them exactly these: what is there already keeps its id. */
export function setIdentities(
  txn: Transaction,
  cluster: ClusterName,
  ownerArn: string,
  wished: readonly AssociationRecord[],
): void {
  const accountsOf = ({ namespace, serviceAccount }: AssociationRecord) => `${namespace}/${serviceAccount}`
  const names = new Set(wished.map(accountsOf))
  for (const record of listAssociations(txn, cluster))
    if (record.ownerArn === ownerArn && !names.has(accountsOf(record)))
      deleteAssociation(txn, cluster, record)
  for (const record of wished) {
    const before = findAssociation(txn, cluster, record.namespace, record.serviceAccount)
    if (before !== undefined && before.ownerArn !== ownerArn)
      throw inUse(`Association already exists: ${before.associationId}`, { clusterName: cluster.name })
    const { roleArn, modifiedAt } = record
    putAssociation(txn, cluster, before === undefined ? record : { ...before, roleArn, modifiedAt })
  }
}
