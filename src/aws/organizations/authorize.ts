/** What calls of Organizations need to be allowed. */
import { contextOf, type ContextKeys } from '../../policy/index.ts'
import type { Reader } from '../../store/index.ts'
import type { Authorization, Call } from '../protocol/index.ts'
import { policyArn, targetArn } from './arns.ts'
import type { OrganizationRecord, Tag } from './model.ts'
import { findPolicy, members, organizationEntry, units } from './store.ts'

/** The action on each of the things that the ids name; what cannot be named stands for all of its kind. */
export function onIds(
  store: Reader,
  call: Call,
  action: string,
  ids: readonly string[],
  keys: ContextKeys = new Map(),
): readonly Authorization[] {
  const organization = organizationEntry(store)?.value
  // Another account's caller learns no ARN of the organization's.
  if (organization === undefined || organization.managementAccount !== call.account)
    return [{ action: `organizations:${action}`, resource: '*', context: keys }]
  return ids.map((id) => ({
    action: `organizations:${action}`,
    resource: resourceOf(store, organization, id),
    context: new Map([...resourceKeys(store, organization, id), ...keys]),
  }))
}

export const onAll = (action: string, keys: ContextKeys = new Map()): readonly Authorization[] => [
  { action: `organizations:${action}`, resource: '*', context: keys },
]

export const requestTags = (tags: readonly Tag[] = []): ContextKeys =>
  contextOf(
    { 'aws:TagKeys': tags.length === 0 ? undefined : tags.map(({ Key }) => Key) },
    Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
  )

function resourceOf(store: Reader, organization: OrganizationRecord, id: string): string {
  if (!id.startsWith('p-')) return targetArn(organization, id)
  const policy = findPolicy(store, id)
  return policy === undefined ? '*' : policyArn(organization, policy)
}

function resourceKeys(store: Reader, organization: OrganizationRecord, id: string): ContextKeys {
  const policy = findPolicy(store, id)
  const tags =
    policy?.tags ??
    members.get(store, id)?.value.tags ??
    units.get(store, id)?.value.tags ??
    (id === organization.rootId ? organization.rootTags : [])
  return contextOf(
    { 'organizations:PolicyType': policy?.type },
    Object.fromEntries(tags.map(({ Key, Value }) => [`aws:ResourceTag/${Key}`, Value])),
  )
}
