/** Another name or path for a user or group: what it asks permission for, and what it does. */
import type { Authorization, Call } from '../protocol/index.ts'
import { arnOfHolder } from './arns.ts'
import { holderAuthorization } from './authorize.ts'
import { holderExists } from './errors.ts'
import { holderKey } from './keys.ts'
import type { Holder } from './model.ts'
import type { IamNeeds } from './needs.ts'
import { findHolder, putHolder, requireHolder } from './store.ts'

type Renamable = 'user' | 'group'

export interface Renaming {
  readonly name: string
  readonly newName?: string
  readonly newPath?: string
}

/** AWS asks for the permission on the entity under both names. */
export function renamedHolder(
  needs: IamNeeds,
  call: Call,
  kind: Renamable,
  action: string,
  { name, newName, newPath }: Renaming,
): readonly Authorization[] {
  const before = holderAuthorization(needs, call, kind, action, name)
  const holder: Holder | undefined = findHolder(needs.store, kind, call.account, name)
  const { partition, account } = call
  const after = {
    partition,
    account,
    path: newPath ?? holder?.path ?? '/',
    name: newName ?? holder?.name ?? name,
  }
  const resource = arnOfHolder(kind, after)
  if (resource === before.resource) return [before]
  return [before, { ...before, resource, resourceLabel: `${kind} ${after.name}` }]
}

export async function renameHolder(
  needs: IamNeeds,
  call: Call,
  kind: Renamable,
  { name: oldName, newName, newPath }: Renaming,
): Promise<void> {
  await needs.store.write((txn) => {
    const holder = requireHolder(txn, kind, call.account, oldName)
    const name = newName ?? holder.name
    const taken = findHolder(txn, kind, call.account, name)
    if (taken !== undefined && taken.id !== holder.id) throw holderExists(kind, name)
    txn.delete(holderKey(kind, call.account, holder.name))
    putHolder(txn, kind, { ...holder, name, path: newPath ?? holder.path })
  })
}
