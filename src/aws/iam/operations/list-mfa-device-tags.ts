/** ListMFADeviceTags: the tags of a device. */
import type { Operation } from '../../protocol/index.ts'
import { type DeviceInput, keyOfSerial, mfaDevices, requireDevice } from '../mfa-devices.ts'
import { onNamed, pageOfTags } from '../named.ts'
import type { IamNeeds } from '../needs.ts'
import type { PageInput } from '../paging.ts'

export const listMFADeviceTags = (needs: IamNeeds): Operation<DeviceInput & PageInput> => ({
  authorize: onNamed(needs, mfaDevices, 'iam:ListMFADeviceTags', keyOfSerial),
  invoke: (input, call) => pageOfTags(requireDevice(needs.store, call.account, input.SerialNumber), input),
})
