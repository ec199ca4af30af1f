/** DisableOutboundWebIdentityFederation: no more tokens for the world outside; those that were given stay good until they expire. */
import type { Operation } from '../../protocol/index.ts'
import { changeAccount } from '../account-settings.ts'
import { onAccount } from '../authorize.ts'
import { outboundFederationDisabled } from '../errors.ts'
import type { IamNeeds } from '../needs.ts'

export const disableOutboundWebIdentityFederation = (needs: IamNeeds): Operation<object, object> => ({
  authorize: onAccount('iam:DisableOutboundWebIdentityFederation'),
  invoke: async (_, call) => {
    await changeAccount(needs, call, (record) => {
      const before = record.outboundFederation
      if (before?.enabled !== true) throw outboundFederationDisabled()
      return { ...record, outboundFederation: { ...before, enabled: false } }
    })
    return {}
  },
})
