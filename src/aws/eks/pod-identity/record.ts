/** A Pod Identity association as the store keeps it: which role the pods of a ServiceAccount get. */
import type { Kept } from '../store.ts'

export interface AssociationRecord extends Kept {
  readonly clusterName: string
  readonly namespace: string
  readonly serviceAccount: string
  readonly roleArn: string
  /** `a-` and 17 characters. */
  readonly associationId: string
  readonly modifiedAt: number
  readonly disableSessionTags: boolean
  /** A role that the first one assumes for the pods, of whatever account. */
  readonly targetRoleArn?: string
  /** A session policy, as text. */
  readonly policy?: string
  /** The add-on that it came with. */
  readonly ownerArn?: string
  readonly clientRequestToken?: string
}
