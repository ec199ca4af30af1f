/** DeleteFargateProfile: the record goes. */
import type { Operation } from '../../protocol/index.ts'
import type { EksNeeds } from '../needs.ts'
import { placeOf } from '../store.ts'
import {
  onProfile,
  type ProfileInput,
  type ProfileOutput,
  profileOutput,
  profilesOf,
  requireProfile,
} from './profiles.ts'

export const deleteFargateProfile = ({
  store,
}: EksNeeds): Operation<ProfileInput, { readonly fargateProfile: ProfileOutput }> => ({
  authorize: (input, call) => [onProfile(store, 'eks:DeleteFargateProfile', input, call)],
  invoke: async ({ clusterName, fargateProfileName }, call) => {
    const place = placeOf(call, clusterName)
    const { result } = await store.write((txn) => {
      const profile = requireProfile(txn, place, fargateProfileName)
      profilesOf(place).delete(txn, fargateProfileName)
      return profile
    })
    return { fargateProfile: profileOutput(result, 'DELETING') }
  },
})
