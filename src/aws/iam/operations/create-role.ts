/** CreateRole: makes a role that the principals of its trust policy may assume. */
import { newUniqueId } from '../../../arn/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { holderCreation } from '../authorize.ts'
import { requireBoundary } from '../boundaries.ts'
import { holderExists } from '../errors.ts'
import type { RoleRecord, Tag } from '../model.ts'
import type { IamNeeds } from '../needs.ts'
import { holderExtras, newRoleOutput, type RoleOutput } from '../outputs.ts'
import { requireCustomerPath } from '../service-linked-roles.ts'
import { addHolder, findHolder } from '../store.ts'
import { holderTags } from '../tags.ts'
import { requireTrustPolicy } from '../trust-policy.ts'

interface CreateRoleInput {
  readonly RoleName: string
  readonly AssumeRolePolicyDocument: string
  readonly Path?: string
  readonly Description?: string
  readonly MaxSessionDuration?: number
  readonly PermissionsBoundary?: string
  readonly Tags?: readonly Tag[]
}

export const createRole = (needs: IamNeeds): Operation<CreateRoleInput, { readonly Role: RoleOutput }> => ({
  authorize: (input, call) => holderCreation(call, 'role', input.RoleName, input),
  invoke: async (input, call) => {
    requireCustomerPath(input.Path)
    const tags = holderTags.check(input.Tags)
    if (findHolder(needs.store, 'role', call.account, input.RoleName) !== undefined)
      throw holderExists('role', input.RoleName)
    const id = newUniqueId('AROA', needs.random)
    const { result: role } = await needs.store.write((txn) => {
      requireBoundary(txn, call, input.PermissionsBoundary)
      const record: RoleRecord = {
        id,
        name: input.RoleName,
        path: input.Path ?? '/',
        account: call.account,
        partition: call.partition,
        createdAt: Math.floor(call.now / 1000) * 1000,
        tags,
        inlinePolicies: [],
        attachedPolicies: [],
        boundary: input.PermissionsBoundary,
        description: input.Description,
        maxSessionDuration: input.MaxSessionDuration ?? 3600,
        trustPolicy: requireTrustPolicy(txn, input.AssumeRolePolicyDocument),
      }
      addHolder(txn, 'role', record)
      return record
    })
    return { Role: { ...newRoleOutput(needs.store, role), ...holderExtras(role) } }
  },
})
