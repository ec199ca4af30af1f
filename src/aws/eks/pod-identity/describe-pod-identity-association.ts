/** DescribePodIdentityAssociation: one association, by its id. */
import type { Operation } from '../../protocol/index.ts'
import type { EksNeeds } from '../needs.ts'
import { placeOf } from '../store.ts'
import { requireAssociation } from './associations.ts'
import { type AssociationInput, onAssociation } from './on-association.ts'
import { type AssociationOutput, associationOutput } from './output.ts'

export const describePodIdentityAssociation = ({
  store,
}: EksNeeds): Operation<AssociationInput, { readonly association: AssociationOutput }> => ({
  authorize: (input, call) => [onAssociation(store, 'eks:DescribePodIdentityAssociation', input, call)],
  invoke: ({ clusterName, associationId }, call) => ({
    association: associationOutput(requireAssociation(store, placeOf(call, clusterName), associationId)),
  }),
})
