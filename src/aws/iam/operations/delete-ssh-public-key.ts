/** DeleteSSHPublicKey: takes a public key from a user. */
import type { Operation } from '../../protocol/index.ts'
import { onUser } from '../authorize.ts'
import { deleteBelonging } from '../belongings.ts'
import type { IamNeeds } from '../needs.ts'
import { requireSshKey, type SshKeyInput } from '../ssh-public-keys.ts'
import { requireHolder } from '../store.ts'

export const deleteSSHPublicKey = (needs: IamNeeds): Operation<SshKeyInput, object> => ({
  authorize: onUser(needs, 'iam:DeleteSSHPublicKey'),
  invoke: async (input, call) => {
    await needs.store.write((txn) => {
      const user = requireHolder(txn, 'user', call.account, input.UserName)
      deleteBelonging(txn, user, 'ssh-key', requireSshKey(txn, user, input.SSHPublicKeyId).id)
    })
    return {}
  },
})
