/** CreateGroup: makes a group, whose policies hold for the users in it. */
import { newUniqueId } from '../../../arn/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { holderCreation } from '../authorize.ts'
import type { GroupRecord } from '../model.ts'
import type { IamNeeds } from '../needs.ts'
import { groupOutput, type GroupOutput } from '../outputs.ts'
import { addHolder } from '../store.ts'

interface CreateGroupInput {
  readonly GroupName: string
  readonly Path?: string
}

export const createGroup = (
  needs: IamNeeds,
): Operation<CreateGroupInput, { readonly Group: GroupOutput }> => ({
  authorize: ({ GroupName, Path }, call) => holderCreation(call, 'group', GroupName, { Path }),
  invoke: async (input, call) => {
    const group: GroupRecord = {
      id: newUniqueId('AGPA', needs.random),
      name: input.GroupName,
      path: input.Path ?? '/',
      account: call.account,
      partition: call.partition,
      createdAt: Math.floor(call.now / 1000) * 1000,
      tags: [],
      inlinePolicies: [],
      attachedPolicies: [],
    }
    await needs.store.write((txn) => addHolder(txn, 'group', group))
    return { Group: groupOutput(group) }
  },
})
