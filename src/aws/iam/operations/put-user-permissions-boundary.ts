/** PutUserPermissionsBoundary: sets the policy that bounds what a user may be allowed. */
import type { Operation } from '../../protocol/index.ts'
import { onUser } from '../authorize.ts'
import { putBoundary } from '../boundaries.ts'
import { userNamed } from '../holder-name.ts'
import type { IamNeeds } from '../needs.ts'

interface PutUserPermissionsBoundaryInput {
  readonly UserName: string
  readonly PermissionsBoundary: string
}

export const putUserPermissionsBoundary = (
  needs: IamNeeds,
): Operation<PutUserPermissionsBoundaryInput, object> => ({
  authorize: onUser(needs, 'iam:PutUserPermissionsBoundary', (input) => ({
    'iam:PermissionsBoundary': input.PermissionsBoundary,
  })),
  invoke: async (input, call) => {
    await putBoundary(needs, userNamed(call, input.UserName), input.PermissionsBoundary)
    return {}
  },
})
