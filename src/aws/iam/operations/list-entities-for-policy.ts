/** ListEntitiesForPolicy: the roles, users and groups that a managed policy is attached to or bounds. */
import type { Operation } from '../../protocol/index.ts'
import { onPolicy } from '../authorize.ts'
import type { AttachmentRecord, Holder, PolicyUsage } from '../model.ts'
import type { IamNeeds } from '../needs.ts'
import { namesOf } from '../outputs.ts'
import { inOrder, type PageInput, pageOf } from '../paging.ts'
import { requirePolicyByArn } from '../policies.ts'
import type { PolicyInput } from '../policy-changes.ts'
import { findHolderById, listAttachments } from '../store.ts'

interface ListEntitiesForPolicyInput extends PolicyInput, PageInput {
  readonly EntityFilter?: 'User' | 'Role' | 'Group' | 'LocalManagedPolicy' | 'AWSManagedPolicy'
  readonly PathPrefix?: string
  readonly PolicyUsageFilter?: PolicyUsage
}

export const listEntitiesForPolicy = (needs: IamNeeds): Operation<ListEntitiesForPolicyInput> => ({
  authorize: onPolicy(needs, 'iam:ListEntitiesForPolicy'),
  invoke: (input, call) => {
    requirePolicyByArn(needs.store, call.account, input.PolicyArn)
    const uses = listAttachments(needs.store, call.account, input.PolicyArn).filter((use) =>
      isAsked(use, input),
    )
    const held = uniqueHolders(needs, uses).filter((one) =>
      one.holder.path.startsWith(input.PathPrefix ?? '/'),
    )
    const { items, marks } = pageOf(held, input, keyOf)
    const named = (kind: Held['kind']) =>
      items.filter((one) => one.kind === kind).map((one) => namesOf(kind, one.holder))
    return { PolicyGroups: named('group'), PolicyUsers: named('user'), PolicyRoles: named('role'), ...marks }
  },
})

interface Held {
  readonly kind: AttachmentRecord['kind']
  readonly holder: Holder
}

const keyOf = ({ kind, holder }: Held): string => `${kind}/${holder.name.toLowerCase()}`

function isAsked(use: AttachmentRecord, input: ListEntitiesForPolicyInput): boolean {
  if (input.PolicyUsageFilter !== undefined && use.usage !== input.PolicyUsageFilter) return false
  return input.EntityFilter === undefined || input.EntityFilter.toLowerCase() === use.kind
}

/** Who has the policy attached and as a boundary stands in the list once. */
function uniqueHolders(needs: IamNeeds, uses: readonly AttachmentRecord[]): readonly Held[] {
  const byKey = new Map<string, Held>()
  for (const { kind, holderId } of uses) {
    const holder = findHolderById(needs.store, kind, holderId)
    if (holder !== undefined) byKey.set(keyOf({ kind, holder }), { kind, holder })
  }
  return [...byKey.values()].sort((a, b) => inOrder(keyOf(a), keyOf(b)))
}
