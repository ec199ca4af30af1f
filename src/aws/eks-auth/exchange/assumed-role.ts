/** A role that was assumed for a pod. */
import { assumedRoleArn } from '../../../arn/index.ts'
import type { PodSession, RoleFacts } from '../needs.ts'

export interface AssumedRole {
  readonly role: RoleFacts
  readonly sessionName: string
  readonly user: { readonly arn: string; readonly id: string }
  readonly session: PodSession
}

export const userOf = (
  { partition, account, name, id }: RoleFacts,
  sessionName: string,
): AssumedRole['user'] => ({
  arn: assumedRoleArn(partition, account, name, sessionName),
  id: `${id}:${sessionName}`,
})
