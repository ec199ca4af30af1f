/** DeleteRolePermissionsBoundary: takes the boundary from a role. */
import type { Operation } from '../../protocol/index.ts'
import { onRole } from '../authorize.ts'
import { deleteBoundary } from '../boundaries.ts'
import { roleNamed } from '../holder-name.ts'
import type { IamNeeds } from '../needs.ts'

interface DeleteRolePermissionsBoundaryInput {
  readonly RoleName: string
}

export const deleteRolePermissionsBoundary = (
  needs: IamNeeds,
): Operation<DeleteRolePermissionsBoundaryInput, object> => ({
  authorize: onRole(needs, 'iam:DeleteRolePermissionsBoundary'),
  invoke: async (input, call) => {
    await deleteBoundary(needs, roleNamed(call, input.RoleName))
    return {}
  },
})
