/** CreateAccount: begins the making of a member account; DescribeCreateAccountStatus tells how it went. */
import type { Operation } from '../../protocol/index.ts'
import { onAll, requestTags } from '../authorize.ts'
import { invalidInput } from '../errors.ts'
import { newId } from '../ids.ts'
import type { CreationRecord, Tag } from '../model.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { change, creations } from '../store.ts'
import { checkTags } from '../tags/tags.ts'
import { addMember } from './add-member.ts'

export interface CreateAccountInput {
  readonly AccountName: string
  readonly Email: string
  readonly RoleName?: string
  readonly Tags?: readonly Tag[]
}

export interface CreateAccountOutput {
  readonly CreateAccountStatus: {
    readonly Id: string
    readonly AccountName: string
    readonly State: 'IN_PROGRESS'
    readonly RequestedTimestamp: Date
  }
}

export const createAccount = (
  needs: OrganizationsNeeds,
): Operation<CreateAccountInput, CreateAccountOutput> => ({
  authorize: ({ Tags }) => onAll('CreateAccount', requestTags(Tags)),
  invoke: async ({ AccountName, Email, RoleName, Tags }, call) => {
    const tags = checkTags(Tags)
    if (RoleName?.startsWith('AWSServiceRoleFor') === true)
      throw invalidInput('INVALID_ROLE_NAME', 'A role name must not begin with AWSServiceRoleFor.')
    const id = newId('car', 32, needs.random)
    await change(needs, call, (txn, organization) => {
      const wish = { name: AccountName, email: Email, roleName: RoleName, tags }
      const added = addMember(needs, txn, organization, wish)
      const creation: CreationRecord = {
        id,
        accountName: AccountName,
        state: added.ok ? 'SUCCEEDED' : 'FAILED',
        requestedAt: call.now,
        completedAt: needs.clock(),
        ...(added.ok ? { account: added.member.id } : { failureReason: added.reason }),
      }
      creations.put(txn, id, creation)
    })
    // AWS takes its time and answers before it knows; clients ask for the status.
    return {
      CreateAccountStatus: {
        Id: id,
        AccountName,
        State: 'IN_PROGRESS',
        RequestedTimestamp: new Date(call.now),
      },
    }
  },
})
