/** TagResource, UntagResource and ListTagsForResource: the tags of an account, a root, a unit or a policy. */
import type { Reader, Transaction } from '../../../store/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { onIds, requestTags } from '../authorize.ts'
import { noTarget } from '../errors.ts'
import type { OrganizationRecord, Tag } from '../model.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { change, members, policies, putOrganization, requireManagement, units } from '../store.ts'
import { requireOwnPolicy } from '../policies/own-policy.ts'
import { withTags } from './tags.ts'

interface Tagged {
  readonly tags: readonly Tag[]
  put(txn: Transaction, tags: readonly Tag[]): void
}

function requireTagged(from: Reader, organization: OrganizationRecord, id: string): Tagged {
  if (id === organization.rootId)
    return {
      tags: organization.rootTags,
      put: (txn, rootTags) => putOrganization(txn, { ...organization, rootTags }),
    }
  if (id.startsWith('p-')) {
    const policy = requireOwnPolicy(from, id)
    return { tags: policy.tags, put: (txn, tags) => policies.put(txn, id, { ...policy, tags }) }
  }
  const member = members.get(from, id)?.value
  if (member !== undefined)
    return { tags: member.tags, put: (txn, tags) => members.put(txn, id, { ...member, tags }) }
  const unit = units.get(from, id)?.value
  if (unit === undefined) throw noTarget()
  return { tags: unit.tags, put: (txn, tags) => units.put(txn, id, { ...unit, tags }) }
}

export const tagResource = (
  needs: OrganizationsNeeds,
): Operation<{ readonly ResourceId: string; readonly Tags: readonly Tag[] }, object> => ({
  authorize: ({ ResourceId, Tags }, call) =>
    onIds(needs.store, call, 'TagResource', [ResourceId], requestTags(Tags)),
  invoke: async ({ ResourceId, Tags }, call) => {
    await change(needs, call, (txn, organization) => {
      const tagged = requireTagged(txn, organization, ResourceId)
      tagged.put(txn, withTags(tagged.tags, Tags))
    })
    return {}
  },
})

export const untagResource = (
  needs: OrganizationsNeeds,
): Operation<{ readonly ResourceId: string; readonly TagKeys: readonly string[] }, object> => ({
  authorize: ({ ResourceId }, call) => onIds(needs.store, call, 'UntagResource', [ResourceId]),
  invoke: async ({ ResourceId, TagKeys }, call) => {
    await change(needs, call, (txn, organization) => {
      const tagged = requireTagged(txn, organization, ResourceId)
      tagged.put(
        txn,
        tagged.tags.filter(({ Key }) => !TagKeys.includes(Key)),
      )
    })
    return {}
  },
})

export const listTagsForResource = ({
  store,
}: OrganizationsNeeds): Operation<{ readonly ResourceId: string }, { readonly Tags: readonly Tag[] }> => ({
  authorize: ({ ResourceId }, call) => onIds(store, call, 'ListTagsForResource', [ResourceId]),
  invoke: ({ ResourceId }, call) => {
    const { tags } = requireTagged(store, requireManagement(store, call), ResourceId)
    return { Tags: tags }
  },
})
