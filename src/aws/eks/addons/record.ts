/** An add-on of a cluster as the store keeps it. */
import type { Kept } from '../store.ts'
import type { AddonFailure } from './objects/apply.ts'

export interface AddonRecord extends Kept {
  readonly clusterName: string
  readonly addonName: string
  readonly addonVersion: string
  readonly modifiedAt: number
  readonly serviceAccountRoleArn?: string
  /** JSON or YAML, as it was given. */
  readonly configurationValues?: string
  readonly namespace: string
  readonly clientRequestToken?: string
  /** Why its objects are not as they were wished for last. */
  readonly failure?: AddonFailure & { readonly during: 'create' | 'update' }
}
