/** TagUser: adds tags to a user, or writes over those of the same keys. */
import type { Operation } from '../../protocol/index.ts'
import { onUser, requestTagKeys } from '../authorize.ts'
import { userNamed } from '../holder-name.ts'
import { tagHolder } from '../holder-tags.ts'
import type { Tag } from '../model.ts'
import type { IamNeeds } from '../needs.ts'

interface TagUserInput {
  readonly UserName: string
  readonly Tags: readonly Tag[]
}

export const tagUser = (needs: IamNeeds): Operation<TagUserInput, object> => ({
  authorize: onUser(needs, 'iam:TagUser', (input) => requestTagKeys(input.Tags)),
  invoke: async (input, call) => {
    await tagHolder(needs, userNamed(call, input.UserName), input.Tags)
    return {}
  },
})
