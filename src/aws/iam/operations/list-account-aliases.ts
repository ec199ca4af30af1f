/** ListAccountAliases: none, since no operation here makes an alias; tools ask it to show the account. */
import type { Operation } from '../../protocol/index.ts'
import { onAccount } from '../authorize.ts'

export const listAccountAliases = (): Operation<object> => ({
  authorize: onAccount('iam:ListAccountAliases'),
  invoke: () => ({ AccountAliases: [], IsTruncated: false }),
})
