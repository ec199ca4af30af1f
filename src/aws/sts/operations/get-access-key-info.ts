/** GetAccessKeyInfo: the account that an access key id was made for, which the id itself tells. */
import { accountOfAccessKeyId } from '../../../arn/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { unknownAccessKey } from '../errors.ts'

export const getAccessKeyInfo = (): Operation<
  { readonly AccessKeyId: string },
  { readonly Account: string }
> => ({
  authorize: () => [{ action: 'sts:GetAccessKeyInfo', resource: '*' }],
  invoke: (input) => {
    const account = accountOfAccessKeyId(input.AccessKeyId)
    if (account === undefined) throw unknownAccessKey()
    return { Account: account }
  },
})
