/** ListInstanceProfilesForRole: the profiles that a role is in; tools ask before they delete the role. */
import type { Operation } from '../../protocol/index.ts'
import { onRole } from '../authorize.ts'
import { listedProfileOutput, profilesOfRole } from '../instance-profiles.ts'
import type { IamNeeds } from '../needs.ts'
import { type PageInput, pageOf } from '../paging.ts'
import { requireHolder } from '../store.ts'

interface ListInstanceProfilesForRoleInput extends PageInput {
  readonly RoleName: string
}

export const listInstanceProfilesForRole = (
  needs: IamNeeds,
): Operation<ListInstanceProfilesForRoleInput> => ({
  authorize: onRole(needs, 'iam:ListInstanceProfilesForRole'),
  invoke: (input, call) => {
    const role = requireHolder(needs.store, 'role', call.account, input.RoleName)
    const keyOf = (profile: { readonly name: string }) => profile.name.toLowerCase()
    const { items, marks } = pageOf(profilesOfRole(needs.store, role), input, keyOf)
    return { InstanceProfiles: items.map((profile) => listedProfileOutput(needs.store, profile)), ...marks }
  },
})
