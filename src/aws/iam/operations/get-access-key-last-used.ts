/** GetAccessKeyLastUsed: whose a key is, and when, where and for what it was last used. */
import { arnOf } from '../../../policy/index.ts'
import type { Call, Operation } from '../../protocol/index.ts'
import { holderAuthorization } from '../authorize.ts'
import { accessKeyNotYours } from '../errors.ts'
import type { IamParts } from '../needs.ts'
import { findAccessKeyRecord, findHolderById } from '../store.ts'

interface GetAccessKeyLastUsedInput {
  readonly AccessKeyId: string
}

export const getAccessKeyLastUsed = (needs: IamParts): Operation<GetAccessKeyLastUsedInput> => ({
  authorize: (input, call) => {
    const owner = ownerOf(needs, call, input.AccessKeyId)
    const action = 'iam:GetAccessKeyLastUsed'
    if (owner?.user === undefined) return [{ action, resource: '*' }]
    return [holderAuthorization(needs, call, 'user', action, owner.user.name)]
  },
  invoke: (input, call) => {
    const owner = ownerOf(needs, call, input.AccessKeyId)
    if (owner === undefined) throw accessKeyNotYours(arnOf(call.caller.principal), input.AccessKeyId)
    const used = needs.lastUse.ofAccessKey(input.AccessKeyId)
    return {
      UserName: owner.user?.name,
      AccessKeyLastUsed:
        used === undefined
          ? { ServiceName: 'N/A', Region: 'N/A' }
          : { LastUsedDate: new Date(used.at), ServiceName: used.service, Region: used.region },
    }
  },
})

function ownerOf(needs: IamParts, call: Call, accessKeyId: string) {
  const key = findAccessKeyRecord(needs.store, accessKeyId)
  if (key?.account !== call.account) return undefined
  return { user: key.userId === undefined ? undefined : findHolderById(needs.store, 'user', key.userId) }
}
