/** What calls on trails need to be allowed: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html */
import { contextOf, type ContextKeys, mergeContexts } from '../../../policy/index.ts'
import type { Reader } from '../../../store/index.ts'
import type { Authorization, Call } from '../../protocol/index.ts'
import { findTrail, readIdentifier } from './store.ts'
import { type Tags, trailArn } from './trail.ts'

export function onTrail(
  store: Reader,
  action: string,
  identifier: string,
  call: Call,
  request: ContextKeys = new Map(),
): Authorization {
  const trail = findTrail(store, identifier, call)
  return {
    action: `cloudtrail:${action}`,
    resource: trailArn(trail ?? readIdentifier(identifier, call)),
    context: mergeContexts(contextOf(prefixed('aws:ResourceTag/', trail?.tags ?? {})), request),
  }
}

export const onAll = (action: string): Authorization => ({ action: `cloudtrail:${action}`, resource: '*' })

export const requestTags = (tags: Tags): ContextKeys =>
  Object.keys(tags).length === 0
    ? new Map()
    : contextOf({ 'aws:TagKeys': Object.keys(tags) }, prefixed('aws:RequestTag/', tags))

const prefixed = (prefix: string, tags: Tags): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [prefix + key, value]))
