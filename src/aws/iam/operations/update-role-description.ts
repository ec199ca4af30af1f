/** UpdateRoleDescription: sets a role's description and answers with the role. */
import type { Operation } from '../../protocol/index.ts'
import { onRole } from '../authorize.ts'
import type { IamParts } from '../needs.ts'
import { holderExtras, newRoleOutput, type RoleOutput } from '../outputs.ts'
import { putHolder, requireHolder } from '../store.ts'

interface UpdateRoleDescriptionInput {
  readonly RoleName: string
  readonly Description: string
}

export const updateRoleDescription = (
  needs: IamParts,
): Operation<UpdateRoleDescriptionInput, { readonly Role: RoleOutput }> => ({
  authorize: onRole(needs, 'iam:UpdateRoleDescription'),
  invoke: async (input, call) => {
    const { result: role } = await needs.store.write((txn) => {
      const before = requireHolder(txn, 'role', call.account, input.RoleName)
      const after = { ...before, description: input.Description }
      putHolder(txn, 'role', after)
      return after
    })
    // As AWS: without the longest session and the last use.
    return {
      Role: { ...newRoleOutput(needs.store, role), ...holderExtras(role), Description: role.description },
    }
  },
})
