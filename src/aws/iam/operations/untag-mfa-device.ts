/** UntagMFADevice: takes tags from a device. */
import type { Operation } from '../../protocol/index.ts'
import { type DeviceInput, keyOfSerial, mfaDevices, requireDevice } from '../mfa-devices.ts'
import { onNamed, untagNamed } from '../named.ts'
import type { IamNeeds } from '../needs.ts'

interface UntagMFADeviceInput extends DeviceInput {
  readonly TagKeys: readonly string[]
}

export const untagMFADevice = (needs: IamNeeds): Operation<UntagMFADeviceInput, object> => ({
  authorize: onNamed(needs, mfaDevices, 'iam:UntagMFADevice', keyOfSerial),
  invoke: (input, call) => {
    requireDevice(needs.store, call.account, input.SerialNumber)
    return untagNamed(needs, mfaDevices, call.account, keyOfSerial(input), input.TagKeys)
  },
})
