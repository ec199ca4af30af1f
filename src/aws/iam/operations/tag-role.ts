/** TagRole: adds tags to a role, or writes over those of the same keys. */
import type { Operation } from '../../protocol/index.ts'
import { onRole, requestTagKeys } from '../authorize.ts'
import { roleNamed } from '../holder-name.ts'
import { tagHolder } from '../holder-tags.ts'
import type { Tag } from '../model.ts'
import type { IamNeeds } from '../needs.ts'

interface TagRoleInput {
  readonly RoleName: string
  readonly Tags: readonly Tag[]
}

export const tagRole = (needs: IamNeeds): Operation<TagRoleInput, object> => ({
  authorize: onRole(needs, 'iam:TagRole', (input) => requestTagKeys(input.Tags)),
  invoke: async (input, call) => {
    await tagHolder(needs, roleNamed(call, input.RoleName), input.Tags)
    return {}
  },
})
