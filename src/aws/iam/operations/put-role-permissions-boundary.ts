/** PutRolePermissionsBoundary: sets the policy that bounds what a role may be allowed. */
import type { Operation } from '../../protocol/index.ts'
import { onRole } from '../authorize.ts'
import { putBoundary } from '../boundaries.ts'
import { roleNamed } from '../holder-name.ts'
import type { IamNeeds } from '../needs.ts'

interface PutRolePermissionsBoundaryInput {
  readonly RoleName: string
  readonly PermissionsBoundary: string
}

export const putRolePermissionsBoundary = (
  needs: IamNeeds,
): Operation<PutRolePermissionsBoundaryInput, object> => ({
  authorize: onRole(needs, 'iam:PutRolePermissionsBoundary', (input) => ({
    'iam:PermissionsBoundary': input.PermissionsBoundary,
  })),
  invoke: async (input, call) => {
    await putBoundary(needs, roleNamed(call, input.RoleName), input.PermissionsBoundary)
    return {}
  },
})
