/** GetOutboundWebIdentityFederationInfo: the issuer that the account's tokens for the world outside name. */
import type { Operation } from '../../protocol/index.ts'
import { onAccount } from '../authorize.ts'
import { outboundFederationDisabled } from '../errors.ts'
import type { IamNeeds } from '../needs.ts'
import { findOutboundIssuer } from '../outbound-federation.ts'

export const getOutboundWebIdentityFederationInfo = (needs: IamNeeds): Operation<object> => ({
  authorize: onAccount('iam:GetOutboundWebIdentityFederationInfo'),
  invoke: (_, call) => {
    const issuer = findOutboundIssuer(needs.store, call.account)
    if (issuer?.enabled !== true) throw outboundFederationDisabled()
    return { IssuerIdentifier: issuer.url, JwtVendingEnabled: true }
  },
})
