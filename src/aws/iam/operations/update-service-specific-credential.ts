/** UpdateServiceSpecificCredential: makes a credential active or inactive. */
import type { Operation } from '../../protocol/index.ts'
import { owningUser, putBelonging, settableStatus } from '../belongings.ts'
import type { IamNeeds } from '../needs.ts'
import {
  onServiceCredential,
  requireServiceCredential,
  type ServiceCredentialInput,
} from '../service-credentials.ts'

interface UpdateServiceSpecificCredentialInput extends ServiceCredentialInput {
  readonly Status: 'Active' | 'Inactive' | 'Expired'
}

export const updateServiceSpecificCredential = (
  needs: IamNeeds,
): Operation<UpdateServiceSpecificCredentialInput, object> => ({
  authorize: onServiceCredential(needs, 'iam:UpdateServiceSpecificCredential'),
  invoke: async (input, call) => {
    const status = settableStatus(input.Status)
    await needs.store.write((txn) => {
      const user = owningUser(txn, input.UserName, call, 'service specific credential')
      const credential = requireServiceCredential(txn, user, input.ServiceSpecificCredentialId)
      putBelonging(txn, user, 'service-credential', credential.id, { ...credential, status })
    })
    return {}
  },
})
