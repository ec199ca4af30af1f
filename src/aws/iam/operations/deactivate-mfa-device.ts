/** DeactivateMFADevice: takes a device from its user. */
import type { Operation } from '../../protocol/index.ts'
import { deleteBelonging, owningUser } from '../belongings.ts'
import { onUserOrCaller } from '../calling-user.ts'
import { type DeviceInput, mfaDevices, requireDeviceOf } from '../mfa-devices.ts'
import { putNamed } from '../named.ts'
import type { IamNeeds } from '../needs.ts'

interface DeactivateMFADeviceInput extends DeviceInput {
  readonly UserName?: string
}

export const deactivateMFADevice = (needs: IamNeeds): Operation<DeactivateMFADeviceInput, object> => ({
  authorize: onUserOrCaller(needs, 'iam:DeactivateMFADevice'),
  invoke: async (input, call) => {
    await needs.store.write((txn) => {
      const user = owningUser(txn, input.UserName, call, 'MFA device')
      const device = requireDeviceOf(txn, user, input.SerialNumber)
      putNamed(txn, mfaDevices, { ...device, userId: undefined, enabledAt: undefined })
      deleteBelonging(txn, user, 'mfa', device.id)
    })
    return {}
  },
})
