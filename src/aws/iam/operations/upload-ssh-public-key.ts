/** UploadSSHPublicKey: gives a user a public key. */
import type { Operation } from '../../protocol/index.ts'
import { AwsError } from '../../protocol/index.ts'
import { onUser } from '../authorize.ts'
import { listBelongings, putBelonging } from '../belongings.ts'
import { newId } from '../ids.ts'
import { quotaExceeded } from '../errors.ts'
import type { SshKeyRecord } from '../model.ts'
import type { IamNeeds } from '../needs.ts'
import { quotas } from '../quotas.ts'
import { fingerprintOf, readSshKey } from '../ssh-public-keys.ts'
import { requireHolder } from '../store.ts'

interface UploadSSHPublicKeyInput {
  readonly UserName: string
  readonly SSHPublicKeyBody: string
}

export const uploadSSHPublicKey = (needs: IamNeeds): Operation<UploadSSHPublicKeyInput> => ({
  authorize: onUser(needs, 'iam:UploadSSHPublicKey'),
  invoke: async (input, call) => {
    const wire = readSshKey(input.SSHPublicKeyBody)
    const key: SshKeyRecord = {
      id: newId('APKA', 16, needs.random),
      wire: wire.toString('base64'),
      status: 'Active',
      createdAt: Math.floor(call.now / 1000) * 1000,
    }
    const { result: user } = await needs.store.write((txn) => {
      const owner = requireHolder(txn, 'user', call.account, input.UserName)
      const keys = listBelongings<SshKeyRecord>(txn, owner, 'ssh-key')
      if (keys.some((other) => other.wire === key.wire)) throw duplicate()
      if (keys.length >= quotas.SSHPublicKeysPerUser) throw quotaExceeded('SSHPublicKeysPerUser')
      putBelonging(txn, owner, 'ssh-key', key.id, key)
      return owner
    })
    return {
      SSHPublicKey: {
        UserName: user.name,
        SSHPublicKeyId: key.id,
        Fingerprint: fingerprintOf(wire),
        SSHPublicKeyBody: input.SSHPublicKeyBody,
        Status: key.status,
        UploadDate: new Date(key.createdAt),
      },
    }
  },
})

const duplicate = (): AwsError =>
  new AwsError({
    code: 'DuplicateSSHPublicKey',
    message: 'The SSH public key is already associated with the user.',
  })
