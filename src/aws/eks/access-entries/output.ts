/** An access entry and its policies as callers are shown them. */
import type { AccessEntryRecord, AssociatedPolicy } from './record.ts'

export const entryOutput = (entry: AccessEntryRecord) => ({
  clusterName: entry.clusterName,
  principalArn: entry.principalArn,
  kubernetesGroups: entry.kubernetesGroups,
  accessEntryArn: entry.arn,
  createdAt: new Date(entry.createdAt),
  modifiedAt: new Date(entry.modifiedAt),
  tags: entry.tags,
  username: entry.username,
  type: entry.type,
})

export type AccessEntryOutput = ReturnType<typeof entryOutput>

export const policyOutput = ({ policyArn, accessScope, associatedAt, modifiedAt }: AssociatedPolicy) => ({
  policyArn,
  accessScope,
  associatedAt: new Date(associatedAt),
  modifiedAt: new Date(modifiedAt),
})

export type AssociatedPolicyOutput = ReturnType<typeof policyOutput>
