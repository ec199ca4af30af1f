/** UntagRole: takes tags from a role. */
import type { Operation } from '../../protocol/index.ts'
import { onRole, tagKeysKey } from '../authorize.ts'
import { roleNamed } from '../holder-name.ts'
import { untagHolder } from '../holder-tags.ts'
import type { IamNeeds } from '../needs.ts'

interface UntagRoleInput {
  readonly RoleName: string
  readonly TagKeys: readonly string[]
}

export const untagRole = (needs: IamNeeds): Operation<UntagRoleInput, object> => ({
  authorize: onRole(needs, 'iam:UntagRole', (input) => tagKeysKey(input.TagKeys)),
  invoke: async (input, call) => {
    await untagHolder(needs, roleNamed(call, input.RoleName), input.TagKeys)
    return {}
  },
})
