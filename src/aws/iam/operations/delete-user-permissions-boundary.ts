/** DeleteUserPermissionsBoundary: takes the boundary from a user. */
import type { Operation } from '../../protocol/index.ts'
import { onUser } from '../authorize.ts'
import { deleteBoundary } from '../boundaries.ts'
import { userNamed } from '../holder-name.ts'
import type { IamNeeds } from '../needs.ts'

interface DeleteUserPermissionsBoundaryInput {
  readonly UserName: string
}

export const deleteUserPermissionsBoundary = (
  needs: IamNeeds,
): Operation<DeleteUserPermissionsBoundaryInput, object> => ({
  authorize: onUser(needs, 'iam:DeleteUserPermissionsBoundary'),
  invoke: async (input, call) => {
    await deleteBoundary(needs, userNamed(call, input.UserName))
    return {}
  },
})
