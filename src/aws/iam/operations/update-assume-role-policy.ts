/** UpdateAssumeRolePolicy: writes over a role's trust policy. Sessions that live keep on living. */
import type { Operation } from '../../protocol/index.ts'
import { onRole } from '../authorize.ts'
import type { IamNeeds } from '../needs.ts'
import { requireCustomerRole } from '../service-linked-roles.ts'
import { putHolder, requireHolder } from '../store.ts'
import { requireTrustPolicy } from '../trust-policy.ts'

interface UpdateAssumeRolePolicyInput {
  readonly RoleName: string
  readonly PolicyDocument: string
}

export const updateAssumeRolePolicy = (needs: IamNeeds): Operation<UpdateAssumeRolePolicyInput, object> => ({
  authorize: onRole(needs, 'iam:UpdateAssumeRolePolicy'),
  invoke: async (input, call) => {
    await needs.store.write((txn) => {
      const role = requireHolder(txn, 'role', call.account, input.RoleName)
      requireCustomerRole(role)
      const trustPolicy = requireTrustPolicy(txn, input.PolicyDocument)
      putHolder(txn, 'role', { ...role, trustPolicy })
    })
    return {}
  },
})
