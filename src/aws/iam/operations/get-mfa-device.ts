/** GetMFADevice: whose a device is, and since when. */
import type { Operation } from '../../protocol/index.ts'
import { onUserOrCaller } from '../calling-user.ts'
import { type DeviceInput, deviceOutput, requireDevice, requireDeviceOf, serialOf } from '../mfa-devices.ts'
import type { IamNeeds } from '../needs.ts'
import { findHolderById, requireHolder } from '../store.ts'

interface GetMFADeviceInput extends DeviceInput {
  readonly UserName?: string
}

export const getMFADevice = (needs: IamNeeds): Operation<GetMFADeviceInput> => ({
  authorize: onUserOrCaller(needs, 'iam:GetMFADevice'),
  invoke: (input, call) => {
    if (input.UserName !== undefined) {
      const user = requireHolder(needs.store, 'user', call.account, input.UserName)
      return deviceOutput(user.name, requireDeviceOf(needs.store, user, input.SerialNumber))
    }
    const device = requireDevice(needs.store, call.account, input.SerialNumber)
    const user = device.userId === undefined ? undefined : findHolderById(needs.store, 'user', device.userId)
    return user === undefined ? { SerialNumber: serialOf(device) } : deviceOutput(user.name, device)
  },
})
