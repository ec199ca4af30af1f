/** The access entry by which the nodes of a group come to their cluster, which EKS makes and takes away itself. */
import type { Transaction } from '../../../store/index.ts'
import { entriesOf, findEntry } from '../access-entries/entries.ts'
import { newEntry } from '../access-entries/new-entry.ts'
import { readPrincipal } from '../access-entries/principal.ts'
import type { ClusterRecord } from '../clusters/record.ts'
import type { ClusterName, EksNeeds } from '../needs.ts'
import { valuesOf } from '../store.ts'
import type { NodegroupRecord } from './record.ts'

interface NodeFacts {
  readonly role: string
  readonly amiType: string | undefined
  readonly now: number
}

/** A cluster without access entries would know its nodes by the ConfigMap; a role that is not there comes by neither. */
export function admitNodes(
  { principalId, random }: Pick<EksNeeds, 'principalId' | 'random'>,
  cluster: ClusterRecord,
  { role, amiType = '', now }: NodeFacts,
): (txn: Transaction) => void {
  if (cluster.authenticationMode === 'CONFIG_MAP' || principalId(role) === 'missing') return () => undefined
  const type = amiType.startsWith('WINDOWS') ? 'EC2_WINDOWS' : 'EC2_LINUX'
  const made = newEntry(cluster, readPrincipal(role, principalId), { type }, { now, random })
  return (txn) => {
    if (findEntry(txn, cluster, role) === undefined)
      entriesOf(cluster).put(txn, role, { ...made, ofNodes: true })
  }
}

/** Once no group has the role any more; what a caller made stays. */
export function dismissNodes(txn: Transaction, cluster: ClusterName, role: string): void {
  const used = valuesOf<NodegroupRecord>(txn, 'nodegroup', cluster).some(({ nodeRole }) => nodeRole === role)
  if (!used && findEntry(txn, cluster, role)?.ofNodes === true) entriesOf(cluster).delete(txn, role)
}
