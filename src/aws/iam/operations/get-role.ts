/** GetRole: one role, with its trust policy, tags, boundary and last use. */
import type { Operation } from '../../protocol/index.ts'
import { onRole } from '../authorize.ts'
import type { IamParts } from '../needs.ts'
import { roleOutput, type RoleOutput } from '../outputs.ts'
import { requireHolder } from '../store.ts'

interface GetRoleInput {
  readonly RoleName: string
}

export const getRole = (needs: IamParts): Operation<GetRoleInput, { readonly Role: RoleOutput }> => ({
  authorize: onRole(needs, 'iam:GetRole'),
  invoke: (input, call) => ({
    Role: roleOutput(needs, requireHolder(needs.store, 'role', call.account, input.RoleName)),
  }),
})
