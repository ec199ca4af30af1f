/** ResetServiceSpecificCredential: gives a credential another secret, told this once. */
import type { Operation } from '../../protocol/index.ts'
import { owningUser } from '../belongings.ts'
import type { IamNeeds } from '../needs.ts'
import {
  onServiceCredential,
  requireServiceCredential,
  type ServiceCredentialInput,
  toldCredential,
} from '../service-credentials.ts'

export const resetServiceSpecificCredential = (needs: IamNeeds): Operation<ServiceCredentialInput> => ({
  authorize: onServiceCredential(needs, 'iam:ResetServiceSpecificCredential'),
  invoke: (input, call) => {
    const user = owningUser(needs.store, input.UserName, call, 'service specific credential')
    const credential = requireServiceCredential(needs.store, user, input.ServiceSpecificCredentialId)
    return { ServiceSpecificCredential: toldCredential(user, credential, needs.random) }
  },
})
