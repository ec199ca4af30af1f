/** UntagUser: takes tags from a user. */
import type { Operation } from '../../protocol/index.ts'
import { onUser, tagKeysKey } from '../authorize.ts'
import { userNamed } from '../holder-name.ts'
import { untagHolder } from '../holder-tags.ts'
import type { IamNeeds } from '../needs.ts'

interface UntagUserInput {
  readonly UserName: string
  readonly TagKeys: readonly string[]
}

export const untagUser = (needs: IamNeeds): Operation<UntagUserInput, object> => ({
  authorize: onUser(needs, 'iam:UntagUser', (input) => tagKeysKey(input.TagKeys)),
  invoke: async (input, call) => {
    await untagHolder(needs, userNamed(call, input.UserName), input.TagKeys)
    return {}
  },
})
