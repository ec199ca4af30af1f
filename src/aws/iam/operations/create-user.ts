/** CreateUser: makes a user, who can do nothing before policies allow it. */
import { newUniqueId } from '../../../arn/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { holderCreation } from '../authorize.ts'
import { requireBoundary } from '../boundaries.ts'
import type { Tag, UserRecord } from '../model.ts'
import type { IamNeeds } from '../needs.ts'
import { userOutput, type UserOutput } from '../outputs.ts'
import { addHolder } from '../store.ts'
import { holderTags } from '../tags.ts'

interface CreateUserInput {
  readonly UserName: string
  readonly Path?: string
  readonly PermissionsBoundary?: string
  readonly Tags?: readonly Tag[]
}

export const createUser = (needs: IamNeeds): Operation<CreateUserInput, { readonly User: UserOutput }> => ({
  authorize: (input, call) => holderCreation(call, 'user', input.UserName, input),
  invoke: async (input, call) => {
    const user: UserRecord = {
      id: newUniqueId('AIDA', needs.random),
      name: input.UserName,
      path: input.Path ?? '/',
      account: call.account,
      partition: call.partition,
      createdAt: Math.floor(call.now / 1000) * 1000,
      tags: holderTags.check(input.Tags),
      inlinePolicies: [],
      attachedPolicies: [],
      boundary: input.PermissionsBoundary,
      accessKeyIds: [],
    }
    await needs.store.write((txn) => {
      requireBoundary(txn, call, input.PermissionsBoundary)
      addHolder(txn, 'user', user)
    })
    return { User: userOutput(user) }
  },
})
