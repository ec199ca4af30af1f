/** ListFargateProfiles: the names of a cluster's Fargate profiles. */
import type { Operation } from '../../protocol/index.ts'
import { onCluster } from '../authorize.ts'
import type { EksNeeds } from '../needs.ts'
import { type PageInput, pageOf } from '../page.ts'
import { placeOf, requireCluster, valuesOf } from '../store.ts'
import type { FargateProfileRecord } from './record.ts'

export interface ListFargateProfilesInput extends PageInput {
  readonly clusterName: string
}

export interface ListFargateProfilesOutput {
  readonly fargateProfileNames: readonly string[]
  readonly nextToken?: string
}

export const listFargateProfiles = ({
  store,
}: EksNeeds): Operation<ListFargateProfilesInput, ListFargateProfilesOutput> => ({
  authorize: ({ clusterName }, call) => [onCluster(store, 'eks:ListFargateProfiles', clusterName, call)],
  invoke: (input, call) => {
    const place = placeOf(call, input.clusterName)
    requireCluster(store, place)
    const names = valuesOf<FargateProfileRecord>(store, 'fargate-profile', place).map(
      ({ fargateProfileName }) => fargateProfileName,
    )
    const { items, more } = pageOf(names, (name) => name, input)
    return { fargateProfileNames: items, ...more }
  },
})
