/** What calls of CloudWatch Logs need to be allowed: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html */
import { contextOf, type ContextKeys, mergeContexts } from '../../policy/index.ts'
import type { Reader } from '../../store/index.ts'
import type { Authorization, Call } from '../protocol/index.ts'
import { groupArn, streamArn } from './arns.ts'
import { findGroup, type Tags } from './store.ts'

/** Calls on a group or one of its streams name it with `:log-stream:` behind, so that policies on `NAME:*` hold. */
export const onStream = (
  store: Reader,
  action: string,
  { group, stream = '', request = new Map() }: { group: string; stream?: string; request?: ContextKeys },
  call: Call,
): Authorization => ({
  action: `logs:${action}`,
  resource: streamArn(call, group, stream),
  context: mergeContexts(resourceTags(findGroup(store, call, group)?.tags ?? {}), request),
})

/** Calls on tags name the group alone. */
export const onGroup = (
  store: Reader,
  action: string,
  { group, request = new Map() }: { group: string; request?: ContextKeys },
  call: Call,
): Authorization => ({
  action: `logs:${action}`,
  resource: groupArn(call, group),
  context: mergeContexts(resourceTags(findGroup(store, call, group)?.tags ?? {}), request),
})

/** Calls on no group in particular. */
export const onAnyGroup = (action: string, call: Call): Authorization => ({
  action: `logs:${action}`,
  resource: streamArn(call, ''),
})

const resourceTags = (tags: Tags): ContextKeys => contextOf(prefixed('aws:ResourceTag/', tags))

export const requestTags = (tags: Tags | undefined): ContextKeys =>
  contextOf({ 'aws:TagKeys': tags && Object.keys(tags) }, prefixed('aws:RequestTag/', tags ?? {}))

export const tagKeys = (keys: readonly string[]): ContextKeys => contextOf({ 'aws:TagKeys': keys })

const prefixed = (prefix: string, tags: Tags): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [prefix + key, value]))
