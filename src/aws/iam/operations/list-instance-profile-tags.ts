/** ListInstanceProfileTags: the tags of a profile. */
import type { Operation } from '../../protocol/index.ts'
import { type InstanceProfileInput, instanceProfiles, nameOf } from '../instance-profiles.ts'
import { onNamed, pageOfTags, requireNamed } from '../named.ts'
import type { IamNeeds } from '../needs.ts'
import type { PageInput } from '../paging.ts'

export const listInstanceProfileTags = (needs: IamNeeds): Operation<InstanceProfileInput & PageInput> => ({
  authorize: onNamed(needs, instanceProfiles, 'iam:ListInstanceProfileTags', nameOf),
  invoke: (input, call) =>
    pageOfTags(requireNamed(needs.store, instanceProfiles, call.account, nameOf(input)), input),
})
