/** ResyncMFADevice: takes two codes of a user's device whose clock has gone astray. */
import type { Operation } from '../../protocol/index.ts'
import { onUser } from '../authorize.ts'
import { type DeviceInput, requireDeviceOf, synchronize } from '../mfa-devices.ts'
import type { IamNeeds } from '../needs.ts'
import { requireHolder } from '../store.ts'

interface ResyncMFADeviceInput extends DeviceInput {
  readonly UserName: string
  readonly AuthenticationCode1: string
  readonly AuthenticationCode2: string
}

export const resyncMFADevice = (needs: IamNeeds): Operation<ResyncMFADeviceInput, object> => ({
  authorize: onUser(needs, 'iam:ResyncMFADevice'),
  invoke: async (input, call) => {
    await needs.store.write((txn) => {
      const user = requireHolder(txn, 'user', call.account, input.UserName)
      const device = requireDeviceOf(txn, user, input.SerialNumber)
      const codes = [input.AuthenticationCode1, input.AuthenticationCode2] as const
      synchronize(needs, txn, device, { codes, now: call.now })
    })
    return {}
  },
})
