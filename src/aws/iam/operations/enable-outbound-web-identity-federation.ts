/** EnableOutboundWebIdentityFederation: from now on principals of the account may get tokens for the world outside. */
import { outboundIssuerUrl } from '../../../arn/index.ts'
import { newUuid } from '../../../kit/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { changeAccount } from '../account-settings.ts'
import { onAccount } from '../authorize.ts'
import { outboundFederationEnabled } from '../errors.ts'
import { outboundIssuerKey } from '../keys.ts'
import type { IamNeeds } from '../needs.ts'

export const enableOutboundWebIdentityFederation = (needs: IamNeeds): Operation<object> => ({
  authorize: onAccount('iam:EnableOutboundWebIdentityFederation'),
  invoke: async (_, call) => {
    const drawn = newUuid(needs.random)
    let issuerId = drawn
    await changeAccount(needs, call, (record, txn) => {
      const before = record.outboundFederation
      if (before?.enabled === true) throw outboundFederationEnabled()
      // Who trusted the issuer before trusts it again, so it stays the same.
      issuerId = before?.issuerId ?? drawn
      txn.put(outboundIssuerKey(issuerId), { account: call.account })
      return { ...record, outboundFederation: { issuerId, enabled: true } }
    })
    return { IssuerIdentifier: outboundIssuerUrl(issuerId) }
  },
})
