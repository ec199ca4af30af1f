/** ListRoleTags: the tags of a role. */
import type { Operation } from '../../protocol/index.ts'
import { onRole } from '../authorize.ts'
import { roleNamed } from '../holder-name.ts'
import { listHolderTags } from '../holder-tags.ts'
import type { IamNeeds } from '../needs.ts'
import type { PageInput } from '../paging.ts'

interface ListRoleTagsInput extends PageInput {
  readonly RoleName: string
}

export const listRoleTags = (needs: IamNeeds): Operation<ListRoleTagsInput> => ({
  authorize: onRole(needs, 'iam:ListRoleTags'),
  invoke: (input, call) => listHolderTags(needs, roleNamed(call, input.RoleName), input),
})
