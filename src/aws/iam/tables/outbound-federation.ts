/** What IAM does with the account's tokens for the world outside. */
import type { Operations } from './operations.ts'
import type { IamNeeds } from '../needs.ts'
import { disableOutboundWebIdentityFederation } from '../operations/disable-outbound-web-identity-federation.ts'
import { enableOutboundWebIdentityFederation } from '../operations/enable-outbound-web-identity-federation.ts'
import { getOutboundWebIdentityFederationInfo } from '../operations/get-outbound-web-identity-federation-info.ts'

export const outboundFederationOperations = (needs: IamNeeds): Operations => ({
  DisableOutboundWebIdentityFederation: disableOutboundWebIdentityFederation(needs),
  EnableOutboundWebIdentityFederation: enableOutboundWebIdentityFederation(needs),
  GetOutboundWebIdentityFederationInfo: getOutboundWebIdentityFederationInfo(needs),
})
