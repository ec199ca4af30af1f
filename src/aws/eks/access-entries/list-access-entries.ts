/** ListAccessEntries: the principals that have an access entry, or those among them with one policy. */
import type { Operation } from '../../protocol/index.ts'
import { onCluster } from '../authorize.ts'
import type { EksNeeds } from '../needs.ts'
import { type PageInput, pageOf } from '../page.ts'
import { placeOf, valuesOf } from '../store.ts'
import { requireEntries } from './entries.ts'
import type { AccessEntryRecord } from './record.ts'

export interface ListAccessEntriesInput extends PageInput {
  readonly clusterName: string
  readonly associatedPolicyArn?: string
}

export interface ListAccessEntriesOutput {
  readonly accessEntries: readonly string[]
  readonly nextToken?: string
}

export const listAccessEntries = ({
  store,
}: EksNeeds): Operation<ListAccessEntriesInput, ListAccessEntriesOutput> => ({
  authorize: ({ clusterName }, call) => [onCluster(store, 'eks:ListAccessEntries', clusterName, call)],
  invoke: (input, call) => {
    const place = placeOf(call, input.clusterName)
    requireEntries(store, place)
    const wanted = input.associatedPolicyArn
    const all = valuesOf<AccessEntryRecord>(store, 'access-entry', place).filter(
      ({ policies }) => wanted === undefined || policies.some(({ policyArn }) => policyArn === wanted),
    )
    const { items, more } = pageOf(all, ({ principalArn }) => principalArn, input)
    return { accessEntries: items.map(({ principalArn }) => principalArn), ...more }
  },
})
