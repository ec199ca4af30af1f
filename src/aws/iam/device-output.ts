/** A virtual MFA device as lists show it: without its seed, with its user. */
import type { Reader } from '../../store/index.ts'
import { serialOf } from './mfa-devices.ts'
import type { DeviceRecord } from './model.ts'
import { listedUserOutput } from './outputs.ts'
import { findHolderById } from './store.ts'

export function listedDeviceOutput(from: Reader, device: DeviceRecord) {
  const user = device.userId === undefined ? undefined : findHolderById(from, 'user', device.userId)
  return {
    SerialNumber: serialOf(device),
    ...(user === undefined ? {} : { User: listedUserOutput(user) }),
    ...(device.enabledAt === undefined ? {} : { EnableDate: new Date(device.enabledAt) }),
  }
}
