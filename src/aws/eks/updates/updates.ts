/** Updates in the store, and as callers are shown them. */
import { newUuid, type Random } from '../../../kit/index.ts'
import type { Collection, Store, Transaction } from '../../../store/index.ts'
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

export async function failUpdate(
  store: Store,
  cluster: ClusterName,
  id: string,
  failure: NonNullable<UpdateRecord['failure']>,
): Promise<void> {
  await store.write((txn) => {
    const update = updatesOf(cluster).get(txn, id)?.value
    if (update !== undefined) updatesOf(cluster).put(txn, id, { ...update, failure })
  })
}

/** What has failed says so from the second look on, as nothing is known at the first. */
export const updateOutput = (
  { id, type, params, createdAt, failure }: UpdateRecord,
  status: 'InProgress' | 'Successful',
) => ({
  id,
  status: failure === undefined ? status : 'Failed',
  type,
  params,
  createdAt: new Date(createdAt),
  errors:
    failure === undefined
      ? []
      : [{ errorCode: failure.code, errorMessage: failure.message, resourceIds: [] }],
})

export type UpdateOutput = ReturnType<typeof updateOutput>
