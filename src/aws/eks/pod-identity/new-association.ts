/** A new Pod Identity association, whoever asks for it: a caller or an add-on. */
import type { Random } from '../../../kit/index.ts'
import { resourceArn } from '../arns.ts'
import type { EntryCluster } from '../access-entries/new-entry.ts'
import type { Tags } from '../store.ts'
import type { AssociationRecord } from './record.ts'

export interface AssociationWish {
  readonly namespace: string
  readonly serviceAccount: string
  readonly roleArn: string
  readonly tags?: Tags
  readonly disableSessionTags?: boolean
  readonly targetRoleArn?: string
  readonly policy?: string
  readonly ownerArn?: string
  readonly clientRequestToken?: string
}

export function newAssociation(
  cluster: EntryCluster,
  wish: AssociationWish,
  { now, random }: { readonly now: number; readonly random: Random },
): AssociationRecord {
  const associationId = newAssociationId(random)
  const { targetRoleArn, policy, ownerArn, clientRequestToken } = wish
  return {
    clusterName: cluster.name,
    namespace: wish.namespace,
    serviceAccount: wish.serviceAccount,
    roleArn: wish.roleArn,
    arn: resourceArn(cluster, 'podidentityassociation', cluster.name, associationId),
    associationId,
    createdAt: now,
    modifiedAt: now,
    tags: wish.tags ?? {},
    disableSessionTags: wish.disableSessionTags ?? false,
    ...(targetRoleArn && { targetRoleArn }),
    ...(policy && { policy }),
    ...(ownerArn !== undefined && { ownerArn }),
    ...(clientRequestToken !== undefined && { clientRequestToken }),
  }
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

const newAssociationId = (random: Random): string =>
  `a-${[...random(17)].map((byte) => alphabet[byte & 31]).join('')}`
