/** ListMFADevices: the devices of a user; root has none here. */
import type { Operation } from '../../protocol/index.ts'
import { onUserOrCaller, userOrCaller } from '../calling-user.ts'
import { deviceOutput, devicesOf } from '../mfa-devices.ts'
import type { IamNeeds } from '../needs.ts'
import { byPosition, type PageInput, pageOf } from '../paging.ts'

interface ListMFADevicesInput extends PageInput {
  readonly UserName?: string
}

export const listMFADevices = (needs: IamNeeds): Operation<ListMFADevicesInput> => ({
  authorize: onUserOrCaller(needs, 'iam:ListMFADevices'),
  invoke: (input, call) => {
    const user = userOrCaller(needs.store, input.UserName, call)
    if (user === 'root') return { MFADevices: [], IsTruncated: false }
    const { items, marks } = pageOf(devicesOf(needs.store, user), input, byPosition)
    return { MFADevices: items.map((device) => deviceOutput(user.name, device)), ...marks }
  },
})
