/** DisassociateAccessPolicy: takes back what an access policy allowed a principal. */
import { contextOf } from '../../../policy/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { notFound } from '../errors.ts'
import type { EksNeeds } from '../needs.ts'
import { placeOf } from '../store.ts'
import { entriesOf, requireEntry } from './entries.ts'
import { type EntryInput, onEntry } from './on-entry.ts'

export interface DisassociateAccessPolicyInput extends EntryInput {
  readonly policyArn: string
}

export const disassociateAccessPolicy = ({
  store,
}: EksNeeds): Operation<DisassociateAccessPolicyInput, object> => ({
  authorize: (input, call) => {
    const request = contextOf({ 'eks:policyArn': input.policyArn })
    return [onEntry(store, 'eks:DisassociateAccessPolicy', input, call, request)]
  },
  invoke: async ({ clusterName, principalArn, policyArn }, call) => {
    const place = placeOf(call, clusterName)
    await store.write((txn) => {
      const entry = requireEntry(txn, place, principalArn)
      const policies = entry.policies.filter((each) => each.policyArn !== policyArn)
      if (policies.length === entry.policies.length)
        throw notFound('The specified policyArn is not associated with the specified principalArn.')
      entriesOf(place).put(txn, principalArn, { ...entry, policies })
    })
    return {}
  },
})
