/** Virtual MFA devices: their seeds are kept sealed, and each code counts once. */
import { utf8 } from '../../kit/index.ts'
import type { Reader, Transaction } from '../../store/index.ts'
import { AwsError } from '../protocol/index.ts'
import { parseArn } from '../../arn/index.ts'
import { listBelongings } from './belongings.ts'
import { deviceExists, deviceNotFound, deviceNotOfUser, invalidAuthenticationCode } from './errors.ts'
import type { DeviceRecord, UserRecord } from './model.ts'
import { arnOfNamed, findNamed, type NamedKind, putNamed, requireNamed } from './named.ts'
import type { IamNeeds } from './needs.ts'
import { findStep, stepOf } from './one-time-codes.ts'

export const mfaDevices: NamedKind<DeviceRecord> = {
  type: 'mfa',
  quota: 'VirtualMFADevicesPerAccount',
  notFound: deviceNotFound,
  exists: deviceExists,
  keyOf: ({ path, name }) => path.slice(1) + name,
}

export interface DeviceInput {
  readonly SerialNumber: string
}

export const serialOf = (device: DeviceRecord): string => arnOfNamed('mfa', device)

/** What stands after `mfa/` in the serial number; any other text names no device. */
export function keyOfSerial({ SerialNumber: serial }: DeviceInput): string {
  const resource = parseArn(serial)?.resource
  return resource?.startsWith('mfa/') ? resource.slice('mfa/'.length) : serial
}

export function findDevice(from: Reader, account: string, serial: string): DeviceRecord | undefined {
  const device = findNamed(from, mfaDevices, account, keyOfSerial({ SerialNumber: serial }))
  return device !== undefined && serialOf(device) === serial ? device : undefined
}

export function requireDevice(from: Reader, account: string, serial: string): DeviceRecord {
  const device = findDevice(from, account, serial)
  if (device === undefined) throw deviceNotFound(serial)
  return device
}

export function requireDeviceOf(from: Reader, user: UserRecord, serial: string): DeviceRecord {
  const device = requireDevice(from, user.account, serial)
  if (device.userId !== user.id) throw deviceNotOfUser()
  return device
}

export const devicesOf = (from: Reader, user: UserRecord): readonly DeviceRecord[] =>
  listBelongings<{ readonly key: string }>(from, user, 'mfa').map(({ key }) =>
    requireNamed(from, mfaDevices, user.account, key),
  )

const purposeOf = (device: Pick<DeviceRecord, 'id'>): string => `iam/mfa/${device.id}`

export const sealSeed = (needs: IamNeeds, id: string, seed: Uint8Array): string =>
  needs.keyWrap.wrap(utf8(Buffer.from(seed).toString('base64')), purposeOf({ id }))

const openSeed = (needs: IamNeeds, device: DeviceRecord): Uint8Array =>
  Buffer.from(
    Buffer.from(needs.keyWrap.unwrap(device.wrappedSeed, purposeOf(device))).toString('utf8'),
    'base64',
  )

/** How many steps a device's clock may be off when it is made known, and afterwards. */
const reach = { known: 20, used: 1 }

/** Takes two codes that follow each other, and notes how far the device's clock is off. */
export function synchronize(
  needs: IamNeeds,
  txn: Transaction,
  device: DeviceRecord,
  { codes, now }: { readonly codes: readonly [string, string]; readonly now: number },
): DeviceRecord {
  if (codes.some((code) => !/^\d{6}$/.test(code))) throw invalidAuthenticationCode()
  const around = stepOf(now)
  const options = { around, reach: reach.known, after: device.lastStep }
  const step = findStep(openSeed(needs, device), codes, options)
  if (step === undefined) throw invalidAuthenticationCode()
  const lastStep = step + 1
  // The second of the two codes is the newest.
  const synchronized = {
    ...device,
    lastStep,
    drift: Math.abs(lastStep - around) <= 1 ? 0 : lastStep - around,
  }
  putNamed(txn, mfaDevices, synchronized)
  return synchronized
}

/** Whether the code is the one that the user's device shows now; it counts once. */
export async function useCode(
  needs: IamNeeds,
  who: { readonly account: string; readonly userId: string },
  serial: string,
  code: string,
): Promise<boolean> {
  const { result } = await needs.store.write((txn) => {
    const device = findDevice(txn, who.account, serial)
    if (device?.userId !== who.userId) return false
    const around = stepOf(needs.clock()) + (device.drift ?? 0)
    const step = findStep(openSeed(needs, device), [code], {
      around,
      reach: reach.used,
      after: device.lastStep,
    })
    if (step === undefined) return false
    putNamed(txn, mfaDevices, { ...device, lastStep: step })
    return true
  })
  return result
}

export const deviceOutput = (userName: string, device: DeviceRecord) => ({
  UserName: userName,
  SerialNumber: serialOf(device),
  EnableDate: new Date(device.enabledAt ?? device.createdAt),
})

export const deviceInUse = (): AwsError =>
  new AwsError({
    code: 'DeleteConflict',
    status: 409,
    message: 'MFA VirtualDevice in use. Must deactivate first.',
  })
