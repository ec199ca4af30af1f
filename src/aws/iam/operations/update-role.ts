/** UpdateRole: sets a role's description, its longest session, or both. */
import type { Operation } from '../../protocol/index.ts'
import { onRole } from '../authorize.ts'
import type { IamNeeds } from '../needs.ts'
import { requireCustomerRole } from '../service-linked-roles.ts'
import { putHolder, requireHolder } from '../store.ts'

interface UpdateRoleInput {
  readonly RoleName: string
  readonly Description?: string
  readonly MaxSessionDuration?: number
}

export const updateRole = (needs: IamNeeds): Operation<UpdateRoleInput, object> => ({
  authorize: onRole(needs, 'iam:UpdateRole'),
  invoke: async (input, call) => {
    await needs.store.write((txn) => {
      const role = requireHolder(txn, 'role', call.account, input.RoleName)
      // Whoever may can describe a service's role anew, and do nothing else to it.
      if (input.MaxSessionDuration !== undefined) requireCustomerRole(role)
      putHolder(txn, 'role', {
        ...role,
        description: input.Description ?? role.description,
        maxSessionDuration: input.MaxSessionDuration ?? role.maxSessionDuration,
      })
    })
    return {}
  },
})
