/** What IAM tells about use and permissions: reports, lookups and the simulator. */
import type { Operations } from './operations.ts'
import type { IamParts } from '../needs.ts'
import { generateCredentialReport } from '../operations/generate-credential-report.ts'
import { getAccountAuthorizationDetails } from '../operations/get-account-authorization-details.ts'
import { getContextKeysForCustomPolicy } from '../operations/get-context-keys-for-custom-policy.ts'
import { getContextKeysForPrincipalPolicy } from '../operations/get-context-keys-for-principal-policy.ts'
import { getCredentialReport } from '../operations/get-credential-report.ts'
import { generateServiceLastAccessedDetails } from '../operations/generate-service-last-accessed-details.ts'
import { getServiceLastAccessedDetails } from '../operations/get-service-last-accessed-details.ts'
import { getServiceLastAccessedDetailsWithEntities } from '../operations/get-service-last-accessed-details-with-entities.ts'
import { listPoliciesGrantingServiceAccess } from '../operations/list-policies-granting-service-access.ts'
import { simulateCustomPolicy } from '../operations/simulate-custom-policy.ts'
import { simulatePrincipalPolicy } from '../operations/simulate-principal-policy.ts'

export const reportOperations = (needs: IamParts): Operations => ({
  GenerateCredentialReport: generateCredentialReport(needs),
  GetAccountAuthorizationDetails: getAccountAuthorizationDetails(needs),
  GetContextKeysForCustomPolicy: getContextKeysForCustomPolicy(),
  GetContextKeysForPrincipalPolicy: getContextKeysForPrincipalPolicy(needs),
  GetCredentialReport: getCredentialReport(needs),
  GenerateServiceLastAccessedDetails: generateServiceLastAccessedDetails(needs),
  GetServiceLastAccessedDetails: getServiceLastAccessedDetails(needs),
  GetServiceLastAccessedDetailsWithEntities: getServiceLastAccessedDetailsWithEntities(needs),
  ListPoliciesGrantingServiceAccess: listPoliciesGrantingServiceAccess(needs),
  SimulateCustomPolicy: simulateCustomPolicy(needs),
  SimulatePrincipalPolicy: simulatePrincipalPolicy(needs),
})
