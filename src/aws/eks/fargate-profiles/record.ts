/** A Fargate profile as the store keeps it. */
import type { Kept } from '../store.ts'

export interface FargateProfileRecord extends Kept {
  readonly clusterName: string
  readonly fargateProfileName: string
  readonly podExecutionRoleArn: string
  readonly subnets: readonly string[]
  readonly selectors: readonly FargateSelector[]
  readonly clientRequestToken?: string
}

export interface FargateSelector {
  readonly namespace?: string
  readonly labels?: Readonly<Record<string, string>>
}
