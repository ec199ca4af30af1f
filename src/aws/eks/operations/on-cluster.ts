/** What a call on a cluster needs to be allowed. */
import { contextOf, type ContextKeys } from '../../../policy/index.ts'
import type { Reader } from '../../../store/index.ts'
import type { Authorization, Call } from '../../protocol/index.ts'
import { clusterArn } from '../cluster-arn.ts'
import { findRecord } from '../store.ts'

export const onCluster = (store: Reader, action: string, name: string, call: Call): Authorization => ({
  action,
  resource: clusterArn(call, name),
  context: resourceTags(findRecord(store, { name, account: call.account, region: call.region })?.tags ?? {}),
})

export const resourceTags = (tags: Readonly<Record<string, string>>): ContextKeys =>
  contextOf(Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value])))
