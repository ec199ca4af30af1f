/** The access entry of whoever made a cluster, which makes them its administrator. */
import { parseArn } from '../../../arn/index.ts'
import type { Transaction } from '../../../store/index.ts'
import type { ClusterRecord } from '../clusters/record.ts'
import type { EksNeeds } from '../needs.ts'
import { accessPolicyArn } from './access-policies.ts'
import { entriesOf, findEntry } from './entries.ts'
import { newEntry } from './new-entry.ts'

/** Gives the change that makes it, which may run more than once; undefined where there is none to make. */
export function makeCreatorsEntry(
  { clock, random }: Pick<EksNeeds, 'clock' | 'random'>,
  cluster: ClusterRecord,
): ((txn: Transaction) => void) | undefined {
  const { creator, authenticationMode } = cluster
  const arn = creator && parseArn(creator.arn)
  const [kind, name] = [arn?.resource.split('/')[0], arn?.resource.split('/').at(-1)]
  const isPrincipal = kind === 'role' || kind === 'user' || kind === 'root'
  // A federated user's name is no IAM principal, so no entry could speak of it.
  if (!creator || !arn || !isPrincipal || name === undefined || authenticationMode === 'CONFIG_MAP')
    return undefined
  const now = clock()
  const principal = {
    arn: creator.arn,
    id: creator.id,
    kind,
    name,
    account: arn.account,
    partition: arn.partition,
  } as const
  const entry = {
    ...newEntry(cluster, principal, {}, { now, random }),
    policies: [
      {
        policyArn: accessPolicyArn(cluster.partition, 'AmazonEKSClusterAdminPolicy'),
        accessScope: { type: 'cluster', namespaces: [] },
        associatedAt: now,
        modifiedAt: now,
      },
    ],
  } as const
  return (txn) => {
    if (findEntry(txn, cluster, entry.principalArn) === undefined)
      entriesOf(cluster).put(txn, entry.principalArn, entry)
  }
}
