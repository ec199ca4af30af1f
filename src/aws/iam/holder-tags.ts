/** Tags of roles and users. */
import type { HolderName } from './holder-name.ts'
import type { Tag } from './model.ts'
import type { IamNeeds } from './needs.ts'
import { byPosition, type PageInput, pageOf } from './paging.ts'
import { putHolder, requireHolder } from './store.ts'
import { holderTags } from './tags.ts'

export async function tagHolder(needs: IamNeeds, target: HolderName, tags: readonly Tag[]): Promise<void> {
  const added = holderTags.check(tags)
  await needs.store.write((txn) => {
    const holder = requireHolder(txn, target.kind, target.account, target.name)
    putHolder(txn, target.kind, { ...holder, tags: holderTags.add(holder.tags, added) })
  })
}

export async function untagHolder(
  needs: IamNeeds,
  target: HolderName,
  keys: readonly string[],
): Promise<void> {
  await needs.store.write((txn) => {
    const holder = requireHolder(txn, target.kind, target.account, target.name)
    putHolder(txn, target.kind, { ...holder, tags: holderTags.remove(holder.tags, keys) })
  })
}

export function listHolderTags(needs: IamNeeds, target: HolderName, input: PageInput) {
  const holder = requireHolder(needs.store, target.kind, target.account, target.name)
  const { items, marks } = pageOf(holder.tags, input, byPosition)
  return { Tags: items, ...marks }
}
