/** DisassociateIdentityProviderConfig: the provider's users may come to the cluster no more. */
import type { Operation } from '../../protocol/index.ts'
import type { EksNeeds } from '../needs.ts'
import { placeOf } from '../store.ts'
import { newUpdate, paramsOf, putUpdate, type UpdateOutput, updateOutput } from '../updates/updates.ts'
import { onProvider, type ProviderInput, providersOf, requireProvider } from './providers.ts'

export const disassociateIdentityProviderConfig = ({
  store,
  random,
}: EksNeeds): Operation<ProviderInput, { readonly update: UpdateOutput }> => ({
  authorize: (input, call) => [onProvider(store, 'eks:DisassociateIdentityProviderConfig', input, call)],
  invoke: async ({ clusterName, identityProviderConfig }, call) => {
    const place = placeOf(call, clusterName)
    const { type, name } = identityProviderConfig
    const params = paramsOf({ IdentityProviderConfig: [{ type, name }] })
    const draw = { now: call.now, random }
    const update = newUpdate({ type: 'DisassociateIdentityProviderConfig', params }, draw)
    await store.write((txn) => {
      requireProvider(txn, place, identityProviderConfig)
      providersOf(place).delete(txn, name)
      putUpdate(txn, place, update)
    })
    return { update: updateOutput(update, 'InProgress') }
  },
})
