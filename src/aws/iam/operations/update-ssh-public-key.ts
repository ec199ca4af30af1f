/** UpdateSSHPublicKey: makes a public key active or inactive. */
import type { Operation } from '../../protocol/index.ts'
import { onUser } from '../authorize.ts'
import { putBelonging, settableStatus } from '../belongings.ts'
import type { IamNeeds } from '../needs.ts'
import { requireSshKey, type SshKeyInput } from '../ssh-public-keys.ts'
import { requireHolder } from '../store.ts'

interface UpdateSSHPublicKeyInput extends SshKeyInput {
  readonly Status: 'Active' | 'Inactive' | 'Expired'
}

export const updateSSHPublicKey = (needs: IamNeeds): Operation<UpdateSSHPublicKeyInput, object> => ({
  authorize: onUser(needs, 'iam:UpdateSSHPublicKey'),
  invoke: async (input, call) => {
    const status = settableStatus(input.Status)
    await needs.store.write((txn) => {
      const user = requireHolder(txn, 'user', call.account, input.UserName)
      const key = requireSshKey(txn, user, input.SSHPublicKeyId)
      putBelonging(txn, user, 'ssh-key', key.id, { ...key, status })
    })
    return {}
  },
})
