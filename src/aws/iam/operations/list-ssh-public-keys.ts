/** ListSSHPublicKeys: the public keys of a user, without their bodies. */
import type { Operation } from '../../protocol/index.ts'
import { listBelongings, owningUser } from '../belongings.ts'
import { onUserOrCaller } from '../calling-user.ts'
import type { SshKeyRecord } from '../model.ts'
import type { IamNeeds } from '../needs.ts'
import { byPosition, type PageInput, pageOf } from '../paging.ts'

interface ListSSHPublicKeysInput extends PageInput {
  readonly UserName?: string
}

export const listSSHPublicKeys = (needs: IamNeeds): Operation<ListSSHPublicKeysInput> => ({
  authorize: onUserOrCaller(needs, 'iam:ListSSHPublicKeys'),
  invoke: (input, call) => {
    const user = owningUser(needs.store, input.UserName, call, 'SSH public key')
    const { items, marks } = pageOf(
      listBelongings<SshKeyRecord>(needs.store, user, 'ssh-key'),
      input,
      byPosition,
    )
    const listed = items.map((key) => ({
      UserName: user.name,
      SSHPublicKeyId: key.id,
      Status: key.status,
      UploadDate: new Date(key.createdAt),
    }))
    return { SSHPublicKeys: listed, ...marks }
  },
})
