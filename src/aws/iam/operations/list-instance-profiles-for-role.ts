/** ListInstanceProfilesForRole: none, since no operation here makes an instance profile; tools ask before they delete a role. */
import type { Operation } from '../../protocol/index.ts'
import { onRole } from '../authorize.ts'
import type { IamNeeds } from '../needs.ts'
import { requireHolder } from '../store.ts'

interface ListInstanceProfilesForRoleInput {
  readonly RoleName: string
}

export const listInstanceProfilesForRole = (
  needs: IamNeeds,
): Operation<ListInstanceProfilesForRoleInput> => ({
  authorize: onRole(needs, 'iam:ListInstanceProfilesForRole'),
  invoke: (input, call) => {
    requireHolder(needs.store, 'role', call.account, input.RoleName)
    return { InstanceProfiles: [], IsTruncated: false }
  },
})
