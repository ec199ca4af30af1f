/** A new access entry for a principal that was looked up. */
import { newUuid, type Random } from '../../../kit/index.ts'
import { resourceArn } from '../arns.ts'
import type { ClusterRecord } from '../clusters/record.ts'
import type { Tags } from '../store.ts'
import { defaultIdentity } from './identity.ts'
import type { EntryPrincipal } from './principal.ts'
import type { AccessEntryRecord, EntryType } from './record.ts'

export interface EntryWish {
  readonly type?: EntryType
  readonly username?: string
  readonly kubernetesGroups?: readonly string[]
  readonly tags?: Tags
  readonly clientRequestToken?: string
}

/** All of a cluster that an entry's ARN is made of. */
export type EntryCluster = Pick<ClusterRecord, 'name' | 'account' | 'region' | 'partition'>

export function newEntry(
  cluster: EntryCluster,
  principal: EntryPrincipal,
  wish: EntryWish,
  { now, random }: { readonly now: number; readonly random: Random },
): AccessEntryRecord {
  const { type = 'STANDARD', tags = {}, clientRequestToken } = wish
  const usual = defaultIdentity(type, principal)
  const { kind, account, name, id } = principal
  return {
    clusterName: cluster.name,
    principalArn: principal.arn,
    ...(id !== undefined && { principalId: id }),
    arn: resourceArn(cluster, 'access-entry', cluster.name, kind, account, name, newUuid(random)),
    type,
    username: wish.username ?? usual.username,
    kubernetesGroups: wish.kubernetesGroups ?? usual.kubernetesGroups,
    createdAt: now,
    modifiedAt: now,
    tags,
    policies: [],
    ...(clientRequestToken !== undefined && { clientRequestToken }),
  }
}
