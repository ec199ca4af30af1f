/** TagInstanceProfile: adds tags to a profile, or writes over those of the same keys. */
import type { Operation } from '../../protocol/index.ts'
import { type InstanceProfileInput, instanceProfiles, nameOf } from '../instance-profiles.ts'
import type { Tag } from '../model.ts'
import { onNamed, tagNamed } from '../named.ts'
import type { IamNeeds } from '../needs.ts'

interface TagInstanceProfileInput extends InstanceProfileInput {
  readonly Tags: readonly Tag[]
}

export const tagInstanceProfile = (needs: IamNeeds): Operation<TagInstanceProfileInput, object> => ({
  authorize: onNamed(needs, instanceProfiles, 'iam:TagInstanceProfile', nameOf),
  invoke: (input, call) => tagNamed(needs, instanceProfiles, call.account, nameOf(input), input.Tags),
})
