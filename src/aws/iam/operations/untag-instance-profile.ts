/** UntagInstanceProfile: takes tags from a profile. */
import type { Operation } from '../../protocol/index.ts'
import { type InstanceProfileInput, instanceProfiles, nameOf } from '../instance-profiles.ts'
import { onNamed, untagNamed } from '../named.ts'
import type { IamNeeds } from '../needs.ts'

interface UntagInstanceProfileInput extends InstanceProfileInput {
  readonly TagKeys: readonly string[]
}

export const untagInstanceProfile = (needs: IamNeeds): Operation<UntagInstanceProfileInput, object> => ({
  authorize: onNamed(needs, instanceProfiles, 'iam:UntagInstanceProfile', nameOf),
  invoke: (input, call) => untagNamed(needs, instanceProfiles, call.account, nameOf(input), input.TagKeys),
})
