/** What calls of EKS need to be allowed: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelastickubernetesservice.html */
import { contextOf, type ContextKeys, mergeContexts } from '../../policy/index.ts'
import type { Reader } from '../../store/index.ts'
import type { Authorization, Call } from '../protocol/index.ts'
import { clusterArn, resourceArn } from './arns.ts'
import { findRecord, type Kept, placeOf, type Tags } from './store.ts'

export const onCluster = (
  store: Reader,
  action: string,
  name: string,
  call: Call,
  request: ContextKeys = new Map(),
): Authorization => ({
  action,
  resource: clusterArn(call, name),
  context: mergeContexts(resourceTags(findRecord(store, placeOf(call, name))?.tags ?? {}), request),
})

/** What belongs to a cluster; where it is not there, whoever may touch any of its type there is told so. */
export const onResource = (
  action: string,
  found: Kept | undefined,
  missing: { readonly call: Call; readonly type: string; readonly cluster: string },
  request: ContextKeys = new Map(),
): Authorization => ({
  action,
  resource: found?.arn ?? resourceArn(missing.call, missing.type, missing.cluster, '*'),
  context: mergeContexts(resourceTags(found?.tags ?? {}), request),
})

export const resourceTags = (tags: Tags): ContextKeys => contextOf(prefixed('aws:ResourceTag/', tags))

export const requestTags = (tags: Tags | undefined): ContextKeys =>
  contextOf({ 'aws:TagKeys': tags && Object.keys(tags) }, prefixed('aws:RequestTag/', tags ?? {}))

const prefixed = (prefix: string, tags: Tags): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [prefix + key, value]))
