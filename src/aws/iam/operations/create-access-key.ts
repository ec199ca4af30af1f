/** CreateAccessKey: makes a key for a user or root; its secret is told this once and kept sealed. */
import { newAccessKeyId } from '../../../arn/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { keyIdsOf, putKeyIds, sealSecret } from '../access-keys.ts'
import { onUserOrCaller, userOrCaller } from '../calling-user.ts'
import { quotaExceeded } from '../errors.ts'
import { accessKeyKey } from '../keys.ts'
import type { AccessKeyRecord } from '../model.ts'
import type { IamNeeds } from '../needs.ts'
import { quotas } from '../quotas.ts'

interface CreateAccessKeyInput {
  readonly UserName?: string
}

export const createAccessKey = (needs: IamNeeds): Operation<CreateAccessKeyInput> => ({
  authorize: onUserOrCaller(needs, 'iam:CreateAccessKey'),
  invoke: async (input, call) => {
    const id = newAccessKeyId('AKIA', call.account, needs.random)
    // 30 bytes are the 40 base64 characters that a secret has.
    const secret = Buffer.from(needs.random(30)).toString('base64')
    const sealed: Omit<AccessKeyRecord, 'userId'> = {
      id,
      account: call.account,
      partition: call.partition,
      wrappedSecret: sealSecret(needs, id, secret),
      status: 'Active',
      createdAt: Math.floor(call.now / 1000) * 1000,
    }
    const { result: owner } = await needs.store.write((txn) => {
      const user = userOrCaller(txn, input.UserName, call)
      const ids = keyIdsOf(txn, call.account, user)
      if (ids.length >= quotas.AccessKeysPerUser) throw quotaExceeded('AccessKeysPerUser')
      putKeyIds(txn, call.account, user, [...ids, id])
      txn.put(accessKeyKey(id), { ...sealed, userId: user === 'root' ? undefined : user.id })
      return user
    })
    return {
      AccessKey: {
        UserName: owner === 'root' ? undefined : owner.name,
        AccessKeyId: id,
        Status: 'Active',
        SecretAccessKey: secret,
        CreateDate: new Date(sealed.createdAt),
      },
    }
  },
})
