/** ListVirtualMFADevices: the account's devices, those in use, or those that nobody uses. */
import type { Operation } from '../../protocol/index.ts'
import { onAccount } from '../authorize.ts'
import { listedDeviceOutput } from '../device-output.ts'
import { mfaDevices } from '../mfa-devices.ts'
import { arnOfNamed, listNamed } from '../named.ts'
import type { IamNeeds } from '../needs.ts'
import { inOrder, type PageInput, pageOf } from '../paging.ts'

interface ListVirtualMFADevicesInput extends PageInput {
  readonly AssignmentStatus?: 'Assigned' | 'Unassigned' | 'Any'
}

export const listVirtualMFADevices = (needs: IamNeeds): Operation<ListVirtualMFADevicesInput> => ({
  authorize: onAccount('iam:ListVirtualMFADevices', ({ partition, account }) =>
    arnOfNamed('mfa', { partition, account, path: '/', name: '' }),
  ),
  invoke: (input, call) => {
    const status = input.AssignmentStatus ?? 'Any'
    const devices = listNamed(needs.store, mfaDevices, call.account)
      .filter((device) => status === 'Any' || (device.userId !== undefined) === (status === 'Assigned'))
      .toSorted((a, b) => inOrder(mfaDevices.keyOf(a).toLowerCase(), mfaDevices.keyOf(b).toLowerCase()))
    const { items, marks } = pageOf(devices, input, (device) => mfaDevices.keyOf(device).toLowerCase())
    return { VirtualMFADevices: items.map((device) => listedDeviceOutput(needs.store, device)), ...marks }
  },
})
