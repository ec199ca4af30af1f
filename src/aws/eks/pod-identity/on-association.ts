/** What a call on a Pod Identity association needs to be allowed. */
import type { Reader } from '../../../store/index.ts'
import type { Authorization, Call } from '../../protocol/index.ts'
import { onResource } from '../authorize.ts'
import { resourceArn } from '../arns.ts'
import { placeOf } from '../store.ts'
import { findById } from './associations.ts'

export interface AssociationInput {
  readonly clusterName: string
  readonly associationId: string
}

/** Its ARN holds nothing but what the call names, so it is the same whether the association is there or not. */
export const onAssociation = (
  store: Reader,
  action: string,
  { clusterName, associationId }: AssociationInput,
  call: Call,
): Authorization => ({
  ...onResource(action, findById(store, placeOf(call, clusterName), associationId), {
    call,
    type: 'podidentityassociation',
    cluster: clusterName,
  }),
  resource: resourceArn(call, 'podidentityassociation', clusterName, associationId),
})
