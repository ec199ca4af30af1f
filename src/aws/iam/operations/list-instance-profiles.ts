/** ListInstanceProfiles: the account's profiles below a path, in the order of their names. */
import type { Operation } from '../../protocol/index.ts'
import { onAccount } from '../authorize.ts'
import { instanceProfiles, listedProfileOutput } from '../instance-profiles.ts'
import { arnOfNamed, pageOfNamed } from '../named.ts'
import type { IamNeeds } from '../needs.ts'
import type { PageInput } from '../paging.ts'

interface ListInstanceProfilesInput extends PageInput {
  readonly PathPrefix?: string
}

export const listInstanceProfiles = (needs: IamNeeds): Operation<ListInstanceProfilesInput> => ({
  authorize: onAccount('iam:ListInstanceProfiles', ({ partition, account }) =>
    arnOfNamed('instance-profile', { partition, account, path: '/', name: '' }),
  ),
  invoke: (input, call) => {
    const { items, marks } = pageOfNamed(needs.store, instanceProfiles, call.account, input)
    return { InstanceProfiles: items.map((profile) => listedProfileOutput(needs.store, profile)), ...marks }
  },
})
