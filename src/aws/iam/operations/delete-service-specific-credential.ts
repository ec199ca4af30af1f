/** DeleteServiceSpecificCredential: takes a credential from a user. */
import type { Operation } from '../../protocol/index.ts'
import { deleteBelonging, owningUser } from '../belongings.ts'
import type { IamNeeds } from '../needs.ts'
import {
  onServiceCredential,
  requireServiceCredential,
  type ServiceCredentialInput,
} from '../service-credentials.ts'

export const deleteServiceSpecificCredential = (
  needs: IamNeeds,
): Operation<ServiceCredentialInput, object> => ({
  authorize: onServiceCredential(needs, 'iam:DeleteServiceSpecificCredential'),
  invoke: async (input, call) => {
    await needs.store.write((txn) => {
      const user = owningUser(txn, input.UserName, call, 'service specific credential')
      const { id } = requireServiceCredential(txn, user, input.ServiceSpecificCredentialId)
      deleteBelonging(txn, user, 'service-credential', id)
    })
    return {}
  },
})
