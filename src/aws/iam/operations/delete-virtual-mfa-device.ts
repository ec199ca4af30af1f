/** DeleteVirtualMFADevice: deletes a device that nobody uses. */
import type { Operation } from '../../protocol/index.ts'
import { type DeviceInput, deviceInUse, keyOfSerial, mfaDevices, requireDevice } from '../mfa-devices.ts'
import { deleteNamed, onNamed } from '../named.ts'
import type { IamNeeds } from '../needs.ts'

export const deleteVirtualMFADevice = (needs: IamNeeds): Operation<DeviceInput, object> => ({
  authorize: onNamed(needs, mfaDevices, 'iam:DeleteVirtualMFADevice', keyOfSerial),
  invoke: async (input, call) => {
    await needs.store.write((txn) => {
      const device = requireDevice(txn, call.account, input.SerialNumber)
      if (device.userId !== undefined) throw deviceInUse()
      deleteNamed(txn, mfaDevices, device)
    })
    return {}
  },
})
