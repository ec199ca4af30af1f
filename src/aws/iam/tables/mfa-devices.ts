/** What IAM does with MFA devices. */
import type { Operations } from './operations.ts'
import type { IamNeeds } from '../needs.ts'
import { createVirtualMFADevice } from '../operations/create-virtual-mfa-device.ts'
import { deactivateMFADevice } from '../operations/deactivate-mfa-device.ts'
import { deleteVirtualMFADevice } from '../operations/delete-virtual-mfa-device.ts'
import { enableMFADevice } from '../operations/enable-mfa-device.ts'
import { getMFADevice } from '../operations/get-mfa-device.ts'
import { listMFADeviceTags } from '../operations/list-mfa-device-tags.ts'
import { listMFADevices } from '../operations/list-mfa-devices.ts'
import { listVirtualMFADevices } from '../operations/list-virtual-mfa-devices.ts'
import { resyncMFADevice } from '../operations/resync-mfa-device.ts'
import { tagMFADevice } from '../operations/tag-mfa-device.ts'
import { untagMFADevice } from '../operations/untag-mfa-device.ts'

export const mfaDeviceOperations = (needs: IamNeeds): Operations => ({
  CreateVirtualMFADevice: createVirtualMFADevice(needs),
  DeactivateMFADevice: deactivateMFADevice(needs),
  DeleteVirtualMFADevice: deleteVirtualMFADevice(needs),
  EnableMFADevice: enableMFADevice(needs),
  GetMFADevice: getMFADevice(needs),
  ListMFADeviceTags: listMFADeviceTags(needs),
  ListMFADevices: listMFADevices(needs),
  ListVirtualMFADevices: listVirtualMFADevices(needs),
  ResyncMFADevice: resyncMFADevice(needs),
  TagMFADevice: tagMFADevice(needs),
  UntagMFADevice: untagMFADevice(needs),
})
