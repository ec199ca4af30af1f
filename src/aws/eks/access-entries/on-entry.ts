/** What a call on an access entry needs to be allowed. */
import type { ContextKeys } from '../../../policy/index.ts'
import type { Reader } from '../../../store/index.ts'
import type { Authorization, Call } from '../../protocol/index.ts'
import { onResource } from '../authorize.ts'
import { placeOf } from '../store.ts'
import { findEntry } from './entries.ts'

export interface EntryInput {
  readonly clusterName: string
  readonly principalArn: string
}

export const onEntry = (
  store: Reader,
  action: string,
  { clusterName, principalArn }: EntryInput,
  call: Call,
  request?: ContextKeys,
): Authorization =>
  onResource(
    action,
    findEntry(store, placeOf(call, clusterName), principalArn),
    { call, type: 'access-entry', cluster: clusterName },
    request,
  )
