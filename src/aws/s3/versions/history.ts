/** How writes and deletions change the versions of a key: https://docs.aws.amazon.com/AmazonS3/latest/userguide/versioning-workflows.html */
import type { Transaction } from '../../../store/index.ts'
import type { BucketDocument, DeleteMarker, ObjectDocument, Segment, Version } from '../model.ts'
import { findObject, objectKey, putObject } from '../store.ts'
import { nullVersion, versionIdOf } from './version-id.ts'
import {
  findLatest,
  findVersion,
  idOf,
  isCurrent,
  isMarker,
  newestInTree,
  orderOf,
  putInTree,
  removeFromTree,
} from './version-tree.ts'

type Bucket = Pick<BucketDocument, 'name' | 'versioning'>

/** An act on a bucket with the chance by which a new version is named. */
export interface Change {
  readonly txn: Transaction
  readonly bucket: Bucket
  readonly nonce: Uint8Array
}

/** Makes the object the latest version of its key; without versions it takes the place of what stood there. */
export function putLatest(
  { txn, bucket, nonce }: Change,
  object: ObjectDocument,
): { readonly stored: ObjectDocument; readonly discarded: readonly Segment[] } {
  const { name, versioning } = bucket
  if (versioning === undefined) {
    const before = findObject(txn, name, object.key)?.value
    putObject(txn, name, object)
    return { stored: object, discarded: before?.segments ?? [] }
  }
  const place = nextPlace(txn, bucket, object.key, nonce)
  const discarded = makeRoom(txn, bucket, object.key)
  const stored = { ...object, ...place }
  putObject(txn, name, stored)
  return { stored, discarded }
}

export interface Deleted {
  /** What was deleted for good, or the marker that says so from now on. */
  readonly version: Version | undefined
  readonly discarded: readonly Segment[]
}

/** Deletes the key: for good without versions, else by a marker. */
export function deleteLatest({ txn, bucket, nonce }: Change, key: string, modifiedAt: number): Deleted {
  const { name, versioning } = bucket
  if (versioning === undefined) {
    const version = findObject(txn, name, key)?.value
    txn.delete(objectKey(name, key))
    return { version, discarded: version?.segments ?? [] }
  }
  const marker: DeleteMarker = {
    key,
    deleteMarker: true,
    modifiedAt,
    ...nextPlace(txn, bucket, key, nonce),
  }
  const discarded = makeRoom(txn, bucket, key)
  putInTree(txn, name, marker)
  return { version: marker, discarded }
}

/** Deletes one version for good; the newest that is left is the latest then. */
export function deleteVersion(txn: Transaction, { name }: Bucket, version: Version): readonly Segment[] {
  if (isCurrent(txn, name, version)) txn.delete(objectKey(name, version.key))
  else removeFromTree(txn, name, version)
  const next = newestInTree(txn, name, version.key)
  if (next !== undefined && !isMarker(next) && findObject(txn, name, next.key) === undefined) {
    removeFromTree(txn, name, next)
    putObject(txn, name, next)
  }
  return isMarker(version) ? [] : version.segments
}

function nextPlace(
  txn: Transaction,
  { name, versioning }: Bucket,
  key: string,
  nonce: Uint8Array,
): { readonly order: number; readonly versionId?: string } {
  const latest = findLatest(txn, name, key)
  const order = latest === undefined ? 1 : orderOf(latest) + 1
  return versioning === 'Enabled' ? { order, versionId: versionIdOf(order, nonce) } : { order }
}

/** The latest steps back; while versioning is suspended the null version goes, for the new one takes its name. */
function makeRoom(txn: Transaction, { name, versioning }: Bucket, key: string): readonly Segment[] {
  const replaced = versioning === 'Suspended' ? findVersion(txn, name, key, nullVersion) : undefined
  const current = findObject(txn, name, key)?.value
  const isReplaced = current !== undefined && replaced !== undefined && idOf(current) === idOf(replaced)
  if (current !== undefined) {
    txn.delete(objectKey(name, key))
    if (!isReplaced) putInTree(txn, name, current)
  }
  if (replaced === undefined) return []
  if (!isReplaced) removeFromTree(txn, name, replaced)
  return isMarker(replaced) ? [] : replaced.segments
}
