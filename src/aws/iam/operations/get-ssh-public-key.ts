/** GetSSHPublicKey: a user's public key in the form that is asked for. */
import { AwsError, type Operation } from '../../protocol/index.ts'
import { onUser } from '../authorize.ts'
import type { IamNeeds } from '../needs.ts'
import { asPem, asSsh, fingerprintOf, requireSshKey, type SshKeyInput } from '../ssh-public-keys.ts'
import { requireHolder } from '../store.ts'

interface GetSSHPublicKeyInput extends SshKeyInput {
  readonly Encoding: string
}

export const getSSHPublicKey = (needs: IamNeeds): Operation<GetSSHPublicKeyInput> => ({
  authorize: onUser(needs, 'iam:GetSSHPublicKey'),
  invoke: (input, call) => {
    const user = requireHolder(needs.store, 'user', call.account, input.UserName)
    const key = requireSshKey(needs.store, user, input.SSHPublicKeyId)
    const wire = Buffer.from(key.wire, 'base64')
    if (input.Encoding !== 'SSH' && input.Encoding !== 'PEM')
      throw new AwsError({
        code: 'UnrecognizedPublicKeyEncoding',
        message: 'The encoding must be SSH or PEM.',
      })
    return {
      SSHPublicKey: {
        UserName: user.name,
        SSHPublicKeyId: key.id,
        Fingerprint: fingerprintOf(wire),
        SSHPublicKeyBody: input.Encoding === 'SSH' ? asSsh(wire) : asPem(wire),
        Status: key.status,
        UploadDate: new Date(key.createdAt),
      },
    }
  },
})
