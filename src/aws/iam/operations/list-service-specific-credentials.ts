/** ListServiceSpecificCredentials: a user's credentials for single services, without their secrets. */
import type { Operation } from '../../protocol/index.ts'
import { listBelongings, owningUser } from '../belongings.ts'
import { onUserOrCaller } from '../calling-user.ts'
import type { ServiceCredentialRecord } from '../model.ts'
import type { IamNeeds } from '../needs.ts'
import { byPosition, type PageInput, pageOf } from '../paging.ts'
import { requireService, serviceCredentialOutput } from '../service-credentials.ts'
import { listHolders } from '../store.ts'

interface ListServiceSpecificCredentialsInput extends PageInput {
  readonly UserName?: string
  readonly ServiceName?: string
  readonly AllUsers?: boolean
}

export const listServiceSpecificCredentials = (
  needs: IamNeeds,
): Operation<ListServiceSpecificCredentialsInput> => ({
  authorize: onUserOrCaller(needs, 'iam:ListServiceSpecificCredentials'),
  invoke: (input, call) => {
    if (input.ServiceName !== undefined) requireService(input.ServiceName)
    const users =
      input.AllUsers === true
        ? listHolders(needs.store, 'user', call.account)
        : [owningUser(needs.store, input.UserName, call, 'service specific credential')]
    const all = users.flatMap((user) =>
      listBelongings<ServiceCredentialRecord>(needs.store, user, 'service-credential')
        .filter((each) => input.ServiceName === undefined || each.service === input.ServiceName)
        .map((each) => serviceCredentialOutput(user, each)),
    )
    const { items, marks } = pageOf(all, input, byPosition)
    return { ServiceSpecificCredentials: items, ...marks }
  },
})
