/** TagMFADevice: adds tags to a device, or writes over those of the same keys. */
import type { Operation } from '../../protocol/index.ts'
import { type DeviceInput, keyOfSerial, mfaDevices, requireDevice } from '../mfa-devices.ts'
import type { Tag } from '../model.ts'
import { onNamed, tagNamed } from '../named.ts'
import type { IamNeeds } from '../needs.ts'

interface TagMFADeviceInput extends DeviceInput {
  readonly Tags: readonly Tag[]
}

export const tagMFADevice = (needs: IamNeeds): Operation<TagMFADeviceInput, object> => ({
  authorize: onNamed(needs, mfaDevices, 'iam:TagMFADevice', keyOfSerial),
  invoke: (input, call) => {
    requireDevice(needs.store, call.account, input.SerialNumber)
    return tagNamed(needs, mfaDevices, call.account, keyOfSerial(input), input.Tags)
  },
})
