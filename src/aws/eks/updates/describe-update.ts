/** DescribeUpdate: one update of a cluster, an add-on or a node group. */
import type { Operation } from '../../protocol/index.ts'
import { onCluster } from '../authorize.ts'
import { notFound } from '../errors.ts'
import type { EksNeeds } from '../needs.ts'
import { placeOf, requireCluster } from '../store.ts'
import { isOf, type UpdateTarget } from './target.ts'
import { type UpdateOutput, updateOutput, updatesOf } from './updates.ts'

export interface DescribeUpdateInput extends UpdateTarget {
  readonly name: string
  readonly updateId: string
}

export const describeUpdate = ({
  store,
}: EksNeeds): Operation<DescribeUpdateInput, { readonly update: UpdateOutput }> => ({
  authorize: ({ name }, call) => [onCluster(store, 'eks:DescribeUpdate', name, call)],
  invoke: (input, call) => {
    const place = placeOf(call, input.name)
    requireCluster(store, place)
    const found = updatesOf(place).get(store, input.updateId)?.value
    if (found === undefined || !isOf(found, input))
      throw notFound(`No update found for ID: ${input.updateId}`, { clusterName: input.name })
    return { update: updateOutput(found, 'Successful') }
  },
})
