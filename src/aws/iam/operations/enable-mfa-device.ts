/** EnableMFADevice: gives a device to a user, who shows two codes of it that follow each other. */
import type { Operation } from '../../protocol/index.ts'
import { onUser } from '../authorize.ts'
import { putBelonging } from '../belongings.ts'
import { deviceTaken, quotaExceeded } from '../errors.ts'
import { type DeviceInput, devicesOf, mfaDevices, requireDevice, synchronize } from '../mfa-devices.ts'
import { putNamed } from '../named.ts'
import type { IamNeeds } from '../needs.ts'
import { quotas } from '../quotas.ts'
import { requireHolder } from '../store.ts'

interface EnableMFADeviceInput extends DeviceInput {
  readonly UserName: string
  readonly AuthenticationCode1: string
  readonly AuthenticationCode2: string
}

export const enableMFADevice = (needs: IamNeeds): Operation<EnableMFADeviceInput, object> => ({
  authorize: onUser(needs, 'iam:EnableMFADevice'),
  invoke: async (input, call) => {
    await needs.store.write((txn) => {
      const user = requireHolder(txn, 'user', call.account, input.UserName)
      const device = requireDevice(txn, call.account, input.SerialNumber)
      if (device.userId !== undefined) throw deviceTaken()
      if (devicesOf(txn, user).length >= quotas.MFADevicesPerUser) throw quotaExceeded('MFADevicesPerUser')
      const codes = [input.AuthenticationCode1, input.AuthenticationCode2] as const
      const synchronized = synchronize(needs, txn, device, { codes, now: call.now })
      putNamed(txn, mfaDevices, {
        ...synchronized,
        userId: user.id,
        enabledAt: Math.floor(call.now / 1000) * 1000,
      })
      putBelonging(txn, user, 'mfa', device.id, { key: mfaDevices.keyOf(device) })
    })
    return {}
  },
})
