/** CreateVirtualMFADevice: makes a device; its seed is told this once and kept sealed. */
import { newUniqueId } from '../../../arn/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { mfaDevices, sealSeed, serialOf } from '../mfa-devices.ts'
import type { DeviceRecord, Tag } from '../model.ts'
import { addNamed, namedCreation } from '../named.ts'
import type { IamNeeds } from '../needs.ts'
import { base32 } from '../one-time-codes.ts'
import { thingTags } from '../tags.ts'

interface CreateVirtualMFADeviceInput {
  readonly VirtualMFADeviceName: string
  readonly Path?: string
  readonly Tags?: readonly Tag[]
}

const actions = { create: 'iam:CreateVirtualMFADevice', tag: 'iam:TagMFADevice' }

export const createVirtualMFADevice = (needs: IamNeeds): Operation<CreateVirtualMFADeviceInput> => ({
  authorize: ({ VirtualMFADeviceName: name, Path: path, Tags: tags }, call) =>
    namedCreation(call, 'mfa', actions, { path, name, tags }),
  invoke: async (input, call) => {
    // 40 bytes are the 64 letters that AWS tells.
    const seed = needs.random(40)
    const id = newUniqueId('AIPA', needs.random).slice(4)
    const device: DeviceRecord = {
      id,
      name: input.VirtualMFADeviceName,
      path: input.Path ?? '/',
      account: call.account,
      partition: call.partition,
      createdAt: Math.floor(call.now / 1000) * 1000,
      tags: thingTags.check(input.Tags),
      wrappedSeed: sealSeed(needs, id, seed),
    }
    await needs.store.write((txn) => addNamed(txn, mfaDevices, device))
    return {
      VirtualMFADevice: {
        SerialNumber: serialOf(device),
        Base32StringSeed: Buffer.from(base32(seed), 'ascii'),
        ...(device.tags.length === 0 ? {} : { Tags: device.tags }),
      },
    }
  },
})
