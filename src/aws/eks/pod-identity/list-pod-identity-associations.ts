/** ListPodIdentityAssociations: those of a cluster, of a namespace or of a ServiceAccount. */
import type { Operation } from '../../protocol/index.ts'
import { onCluster } from '../authorize.ts'
import type { EksNeeds } from '../needs.ts'
import { type PageInput, pageOf } from '../page.ts'
import { placeOf, requireCluster } from '../store.ts'
import { listAssociations } from './associations.ts'
import { type AssociationSummary, summaryOutput } from './output.ts'

export interface ListPodIdentityAssociationsInput extends PageInput {
  readonly clusterName: string
  readonly namespace?: string
  readonly serviceAccount?: string
}

export interface ListPodIdentityAssociationsOutput {
  readonly associations: readonly AssociationSummary[]
  readonly nextToken?: string
}

export const listPodIdentityAssociations = ({
  store,
}: EksNeeds): Operation<ListPodIdentityAssociationsInput, ListPodIdentityAssociationsOutput> => ({
  authorize: ({ clusterName }, call) => [
    onCluster(store, 'eks:ListPodIdentityAssociations', clusterName, call),
  ],
  invoke: (input, call) => {
    const place = placeOf(call, input.clusterName)
    requireCluster(store, place)
    const all = listAssociations(store, place).filter(
      ({ namespace, serviceAccount }) =>
        (input.namespace ?? namespace) === namespace &&
        (input.serviceAccount ?? serviceAccount) === serviceAccount,
    )
    const { items, more } = pageOf(all, ({ associationId }) => associationId, input)
    return { associations: items.map(summaryOutput), ...more }
  },
})
