/** A Pod Identity association as callers are shown it. */
import { parseArn } from '../../../arn/index.ts'
import type { AssociationRecord } from './record.ts'

export const associationOutput = (record: AssociationRecord) => ({
  clusterName: record.clusterName,
  namespace: record.namespace,
  serviceAccount: record.serviceAccount,
  roleArn: record.roleArn,
  associationArn: record.arn,
  associationId: record.associationId,
  tags: record.tags,
  createdAt: new Date(record.createdAt),
  modifiedAt: new Date(record.modifiedAt),
  disableSessionTags: record.disableSessionTags,
  ...(record.ownerArn !== undefined && { ownerArn: record.ownerArn }),
  ...(record.targetRoleArn !== undefined && {
    targetRoleArn: record.targetRoleArn,
    externalId: externalIdOf(record),
  }),
  ...(record.policy !== undefined && { policy: record.policy }),
})

export type AssociationOutput = ReturnType<typeof associationOutput>

export const summaryOutput = (record: AssociationRecord) => ({
  clusterName: record.clusterName,
  namespace: record.namespace,
  serviceAccount: record.serviceAccount,
  associationArn: record.arn,
  associationId: record.associationId,
  ...(record.ownerArn !== undefined && { ownerArn: record.ownerArn }),
})

export type AssociationSummary = ReturnType<typeof summaryOutput>

/** By it the target role's trust policy can tell one association from another: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html */
export function externalIdOf({ arn, clusterName, namespace, serviceAccount }: AssociationRecord): string {
  const { region, account } = parseArn(arn)!
  return [region, account, clusterName, namespace, serviceAccount].join('/')
}
