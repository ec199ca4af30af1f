/** DescribeFargateProfile: one Fargate profile of a cluster. */
import type { Operation } from '../../protocol/index.ts'
import type { EksNeeds } from '../needs.ts'
import { placeOf } from '../store.ts'
import {
  onProfile,
  type ProfileInput,
  type ProfileOutput,
  profileOutput,
  requireProfile,
} from './profiles.ts'

export const describeFargateProfile = ({
  store,
}: EksNeeds): Operation<ProfileInput, { readonly fargateProfile: ProfileOutput }> => ({
  authorize: (input, call) => [onProfile(store, 'eks:DescribeFargateProfile', input, call)],
  invoke: ({ clusterName, fargateProfileName }, call) => ({
    fargateProfile: profileOutput(requireProfile(store, placeOf(call, clusterName), fargateProfileName)),
  }),
})
