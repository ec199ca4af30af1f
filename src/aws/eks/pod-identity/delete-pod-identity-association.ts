/** DeletePodIdentityAssociation: pods get the role no more; credentials that they hold live on until they expire. */
import type { Operation } from '../../protocol/index.ts'
import type { EksNeeds } from '../needs.ts'
import { placeOf } from '../store.ts'
import { deleteAssociation, requireAssociation } from './associations.ts'
import { type AssociationInput, onAssociation } from './on-association.ts'
import { type AssociationOutput, associationOutput } from './output.ts'

export const deletePodIdentityAssociation = ({
  store,
}: EksNeeds): Operation<AssociationInput, { readonly association: AssociationOutput }> => ({
  authorize: (input, call) => [onAssociation(store, 'eks:DeletePodIdentityAssociation', input, call)],
  invoke: async ({ clusterName, associationId }, call) => {
    const place = placeOf(call, clusterName)
    const { result } = await store.write((txn) => {
      const found = requireAssociation(txn, place, associationId)
      deleteAssociation(txn, place, found)
      return found
    })
    return { association: associationOutput(result) }
  },
})
