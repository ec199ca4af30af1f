/** UpdateClusterConfig: logging, endpoint, subnets, authentication mode, upgrade policy or deletion protection. */
import { contextOf } from '../../../policy/index.ts'
import { makeCreatorsEntry } from '../access-entries/creators-entry.ts'
import type { Operation } from '../../protocol/index.ts'
import { onCluster } from '../authorize.ts'
import type { EksNeeds } from '../needs.ts'
import { clustersOf, placeOf, requireActive } from '../store.ts'
import { newUpdate, paramsOf, putUpdate, type UpdateOutput, updateOutput } from '../updates/updates.ts'
import { changeConfig, type UpdateClusterConfigInput } from './config-change.ts'
import { isAnyLogged } from './logging.ts'

export const updateClusterConfig = (
  needs: EksNeeds,
): Operation<UpdateClusterConfigInput, { readonly update: UpdateOutput }> => ({
  authorize: (input, call) => {
    const request = contextOf({
      'eks:authenticationMode': input.accessConfig?.authenticationMode,
      'eks:endpointPublicAccess': input.resourcesVpcConfig?.endpointPublicAccess,
      'eks:endpointPrivateAccess': input.resourcesVpcConfig?.endpointPrivateAccess,
      'eks:supportType': input.upgradePolicy?.supportType,
      'eks:deletionProtection': input.deletionProtection,
    })
    return [onCluster(needs.store, 'eks:UpdateClusterConfig', input.name, call, request)]
  },
  invoke: async (input, call) => {
    const place = placeOf(call, input.name)
    const draw = { now: call.now, random: needs.random }
    const { type, params } = changeConfig(input, requireActive(needs.store, place))
    const update = newUpdate({ type, params: paramsOf(params) }, draw)
    const creator = makeCreatorsEntry(needs, {
      ...requireActive(needs.store, place),
      authenticationMode: 'API_AND_CONFIG_MAP',
    })
    await needs.store.write((txn) => {
      const before = requireActive(txn, place)
      const { changed } = changeConfig(input, before)
      clustersOf(place).put(txn, place.name, { ...before, ...changed })
      // Its maker, whom the cluster knew by itself until now, comes by an entry from now on.
      if (before.authenticationMode === 'CONFIG_MAP' && changed.authenticationMode !== undefined)
        creator?.(txn)
      putUpdate(txn, place, update)
    })
    if (type === 'LoggingUpdate' && isAnyLogged(requireActive(needs.store, place).logging))
      await needs.prepareLogs(place)
    return { update: updateOutput(update, 'InProgress') }
  },
})
