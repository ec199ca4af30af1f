/** GetInstanceProfile: one profile with the role in it. */
import type { Operation } from '../../protocol/index.ts'
import { type InstanceProfileInput, instanceProfiles, nameOf, profileOutput } from '../instance-profiles.ts'
import { onNamed, requireNamed } from '../named.ts'
import type { IamNeeds } from '../needs.ts'

export const getInstanceProfile = (needs: IamNeeds): Operation<InstanceProfileInput> => ({
  authorize: onNamed(needs, instanceProfiles, 'iam:GetInstanceProfile', nameOf),
  invoke: (input, call) => {
    const profile = requireNamed(needs.store, instanceProfiles, call.account, nameOf(input))
    return { InstanceProfile: profileOutput(needs.store, profile) }
  },
})
