/** ListUserTags: the tags of a user. */
import type { Operation } from '../../protocol/index.ts'
import { onUser } from '../authorize.ts'
import { userNamed } from '../holder-name.ts'
import { listHolderTags } from '../holder-tags.ts'
import type { IamNeeds } from '../needs.ts'
import type { PageInput } from '../paging.ts'

interface ListUserTagsInput extends PageInput {
  readonly UserName: string
}

export const listUserTags = (needs: IamNeeds): Operation<ListUserTagsInput> => ({
  authorize: onUser(needs, 'iam:ListUserTags'),
  invoke: (input, call) => listHolderTags(needs, userNamed(call, input.UserName), input),
})
