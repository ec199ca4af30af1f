/** Updates in the store, and as callers are shown them. */
import { newUuid, type Random } from '../../../kit/index.ts'
import type { Collection, Transaction } from '../../../store/index.ts'
import type { ClusterName } from '../needs.ts'
import { resourcesOf } from '../store.ts'
import type { UpdateParam, UpdateRecord } from './record.ts'

export const updatesOf = (cluster: ClusterName): Collection<UpdateRecord> =>
  resourcesOf<UpdateRecord>('update', cluster)

/** So many of the latest are kept for each cluster. */
const kept = 1000

export function putUpdate(txn: Transaction, cluster: ClusterName, update: UpdateRecord): void {
  const updates = updatesOf(cluster)
  const all = updates.list(txn).map(({ value }) => value)
  if (all.length >= kept) {
    const oldest = all.reduce((a, b) => (b.createdAt < a.createdAt ? b : a))
    updates.delete(txn, oldest.id)
  }
  updates.put(txn, update.id, update)
}

export const newUpdate = (
  wish: Omit<UpdateRecord, 'id' | 'createdAt'>,
  { now, random }: { readonly now: number; readonly random: Random },
): UpdateRecord => ({ id: newUuid(random), createdAt: now, ...wish })

/** Parameters with a value, which AWS shows as text. */
export const paramsOf = (values: Readonly<Record<string, unknown>>): readonly UpdateParam[] =>
  Object.entries(values).flatMap(([type, value]) =>
    value === undefined ? [] : [{ type, value: typeof value === 'string' ? value : JSON.stringify(value) }],
  )

export const updateOutput = (
  { id, type, params, createdAt }: UpdateRecord,
  status: 'InProgress' | 'Successful',
) => ({ id, status, type, params, createdAt: new Date(createdAt), errors: [] })

export type UpdateOutput = ReturnType<typeof updateOutput>
