/** What IAM does with credentials of single services. */
import type { Operations } from './operations.ts'
import type { IamNeeds } from '../needs.ts'
import { createServiceSpecificCredential } from '../operations/create-service-specific-credential.ts'
import { deleteServiceSpecificCredential } from '../operations/delete-service-specific-credential.ts'
import { listServiceSpecificCredentials } from '../operations/list-service-specific-credentials.ts'
import { resetServiceSpecificCredential } from '../operations/reset-service-specific-credential.ts'
import { updateServiceSpecificCredential } from '../operations/update-service-specific-credential.ts'

export const serviceCredentialOperations = (needs: IamNeeds): Operations => ({
  CreateServiceSpecificCredential: createServiceSpecificCredential(needs),
  DeleteServiceSpecificCredential: deleteServiceSpecificCredential(needs),
  ListServiceSpecificCredentials: listServiceSpecificCredentials(needs),
  ResetServiceSpecificCredential: resetServiceSpecificCredential(needs),
  UpdateServiceSpecificCredential: updateServiceSpecificCredential(needs),
})
