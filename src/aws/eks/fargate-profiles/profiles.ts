/** Fargate profiles in the store, by name, and as callers are shown them. */
import type { Collection, Reader } from '../../../store/index.ts'
import type { Authorization, Call } from '../../protocol/index.ts'
import { onResource } from '../authorize.ts'
import { notFound } from '../errors.ts'
import type { ClusterName } from '../needs.ts'
import { placeOf, requireCluster, resourcesOf } from '../store.ts'
import type { FargateProfileRecord } from './record.ts'

export interface ProfileInput {
  readonly clusterName: string
  readonly fargateProfileName: string
}

export const profilesOf = (cluster: ClusterName): Collection<FargateProfileRecord> =>
  resourcesOf<FargateProfileRecord>('fargate-profile', cluster)

export function requireProfile(from: Reader, cluster: ClusterName, name: string): FargateProfileRecord {
  requireCluster(from, cluster)
  const profile = profilesOf(cluster).get(from, name)?.value
  if (profile === undefined)
    throw notFound(`No Fargate Profile found with name: ${name}.`, {
      clusterName: cluster.name,
      fargateProfileName: name,
    })
  return profile
}

export const onProfile = (
  store: Reader,
  action: string,
  { clusterName, fargateProfileName }: ProfileInput,
  call: Call,
): Authorization =>
  onResource(action, profilesOf(placeOf(call, clusterName)).get(store, fargateProfileName)?.value, {
    call,
    type: 'fargateprofile',
    cluster: clusterName,
  })

export const profileOutput = (
  profile: FargateProfileRecord,
  status: 'ACTIVE' | 'CREATING' | 'DELETING' = 'ACTIVE',
) => {
  const { arn, createdAt, clientRequestToken: _token, ...rest } = profile
  return {
    ...rest,
    fargateProfileArn: arn,
    createdAt: new Date(createdAt),
    status,
    health: { issues: [] },
  }
}

export type ProfileOutput = ReturnType<typeof profileOutput>
