/** GetAccessKeyInfo: the account that an access key id was made for, which the id itself tells. */
import { accountOfAccessKeyId } from '../../../arn/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { sessionMayNotCall, unknownAccessKey } from '../errors.ts'

export const getAccessKeyInfo = (): Operation<
  { readonly AccessKeyId: string },
  { readonly Account: string }
> => ({
  authorize: (_input, { caller: { principal, session } }) => {
    // Sessions of users and of federated users may call next to nothing of STS.
    if (session !== undefined && principal.kind !== 'role-session') throw sessionMayNotCall()
    return [{ action: 'sts:GetAccessKeyInfo', resource: '*' }]
  },
  invoke: (input) => {
    const account = accountOfAccessKeyId(input.AccessKeyId)
    if (account === undefined) throw unknownAccessKey()
    return { Account: account }
  },
})
