/** Which role the pods of a ServiceAccount get: what EKS Auth asks EKS. */
import type { Reader } from '../../../store/index.ts'
import type { ClusterName } from '../needs.ts'
import { findAssociation } from './associations.ts'
import { externalIdOf } from './output.ts'

export interface PodRole {
  readonly associationArn: string
  readonly associationId: string
  readonly roleArn: string
  readonly disableSessionTags: boolean
  readonly target?: { readonly roleArn: string; readonly externalId: string }
  /** A session policy, as text. */
  readonly policy?: string
}

export function findPodRole(
  from: Reader,
  cluster: ClusterName,
  namespace: string,
  serviceAccount: string,
): PodRole | undefined {
  const found = findAssociation(from, cluster, namespace, serviceAccount)
  if (found === undefined) return undefined
  const { arn, associationId, roleArn, disableSessionTags, targetRoleArn, policy } = found
  return {
    associationArn: arn,
    associationId,
    roleArn,
    disableSessionTags,
    ...(targetRoleArn !== undefined && {
      target: { roleArn: targetRoleArn, externalId: externalIdOf(found) },
    }),
    ...(policy !== undefined && { policy }),
  }
}
