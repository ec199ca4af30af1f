/**
 * Where the versions of a key stand. The latest stands with the objects, where it is one, so that reads and lists of
 * objects know of nothing else; all others stand here, newest first, with the latest where that is a delete marker.
 */
import type { Reader, Transaction } from '../../../store/index.ts'
import type { DeleteMarker, ObjectDocument, Version } from '../model.ts'
import { findObject, objectKey, putObject, toOrdered } from '../store.ts'
import { lastOrder, nullVersion, orderOfId } from './version-id.ts'

export const versionPrefix = (bucket: string): string => `s3/version/${encodeURIComponent(bucket)}/`

/** A zero byte ends the key; those within it are told from that by a byte that UTF-8 has not and no place begins with. */
export const toEscaped = (ordered: string): string => ordered.replaceAll('\0', '\0\u00ff')
export const fromEscaped = (escaped: string): string => escaped.replaceAll('\0\u00ff', '\0')

/** Before all versions of the key. */
export const positionOfKey = (key: string): string => `${toEscaped(toOrdered(key))}\0`
export const positionOf = (key: string, order: number): string =>
  positionOfKey(key) + (lastOrder - order).toString(16).padStart(12, '0')
/** After all versions of the key. */
export const positionAfterKey = (key: string): string => `${positionOfKey(key)}g`

const keyOf = (bucket: string, key: string, order: number): string =>
  versionPrefix(bucket) + positionOf(key, order)

/** Tells where the null version of a key stands, while it stands among the versions. */
const nullKey = (bucket: string, key: string): string =>
  `s3/null-version/${encodeURIComponent(bucket)}/${toOrdered(key)}`

export const isMarker = (version: Version): version is DeleteMarker => 'deleteMarker' in version
export const orderOf = (version: Version): number => version.order ?? 0
export const idOf = (version: Version): string => version.versionId ?? nullVersion

/** The newest of those that stand here. */
export function newestInTree(from: Reader, bucket: string, key: string): Version | undefined {
  const prefix = versionPrefix(bucket) + positionOfKey(key)
  const [newest] = from.list<Version>(prefix, { limit: 1 })
  // Keys that go on with a zero byte come after all places.
  return newest?.value.key === key ? newest.value : undefined
}

/** What a read without a version is about; undefined where the key was never written or nothing is left of it. */
export const findLatest = (from: Reader, bucket: string, key: string): Version | undefined =>
  findObject(from, bucket, key)?.value ?? newestInTree(from, bucket, key)

export function findVersion(from: Reader, bucket: string, key: string, id: string): Version | undefined {
  const current = findObject(from, bucket, key)?.value
  if (current !== undefined && idOf(current) === id) return current
  const order =
    id === nullVersion ? from.get<{ order: number }>(nullKey(bucket, key))?.value.order : orderOfId(id)
  if (order === undefined) return undefined
  const found = from.get<Version>(keyOf(bucket, key, order))?.value
  return found !== undefined && idOf(found) === id ? found : undefined
}

/** Writes a version that is not the latest object. */
export function putInTree(txn: Transaction, bucket: string, version: Version): void {
  txn.put(keyOf(bucket, version.key, orderOf(version)), version)
  if (version.versionId === undefined) txn.put(nullKey(bucket, version.key), { order: orderOf(version) })
}

export function removeFromTree(txn: Transaction, bucket: string, version: Version): void {
  txn.delete(keyOf(bucket, version.key, orderOf(version)))
  if (version.versionId === undefined) txn.delete(nullKey(bucket, version.key))
}

/** Writes a version anew where it stands. */
export function replaceVersion(txn: Transaction, bucket: string, version: ObjectDocument): void {
  if (isCurrent(txn, bucket, version)) putObject(txn, bucket, version)
  else putInTree(txn, bucket, version)
}

export function isCurrent(from: Reader, bucket: string, version: Version): boolean {
  const current = from.get<ObjectDocument>(objectKey(bucket, version.key))?.value
  return current !== undefined && idOf(current) === idOf(version)
}
