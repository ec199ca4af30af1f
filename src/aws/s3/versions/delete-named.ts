/** Deletes what a call names: a version for good, or the key as its bucket's versioning says. */
import type { Call } from '../../protocol/index.ts'
import { checkWrite } from '../conditions.ts'
import type { Segment } from '../model.ts'
import { modifiedNow } from '../objects.ts'
import { findObject } from '../store.ts'
import { findNamed, requireVersionId, type VersionName } from './find-named.ts'
import { deleteLatest, deleteVersion, type Change } from './history.ts'
import { idOf, isMarker } from './version-tree.ts'

export interface NamedDeletion {
  /** Whether a delete marker was made or deleted. */
  readonly deleteMarker: boolean
  /** Of the version that was deleted for good, or of the new marker. */
  readonly versionId: string | undefined
  readonly discarded: readonly Segment[]
}

interface DeletionName extends VersionName {
  readonly IfMatch?: string
}

export function deleteNamed(change: Change, asked: DeletionName, call: Pick<Call, 'now'>): NamedDeletion {
  const { txn, bucket } = change
  const { Key, VersionId, IfMatch } = asked
  requireVersionId(bucket, VersionId)
  if (VersionId === undefined) {
    checkWrite({ IfMatch }, Key, findObject(txn, bucket.name, Key)?.value)
    const { version, discarded } = deleteLatest(change, Key, modifiedNow(call))
    const marker = version !== undefined && isMarker(version) ? version : undefined
    return { deleteMarker: marker !== undefined, versionId: marker && idOf(marker), discarded }
  }
  const version = findNamed(txn, bucket, asked)
  checkWrite({ IfMatch }, Key, version === undefined || isMarker(version) ? undefined : version)
  return {
    deleteMarker: version !== undefined && isMarker(version),
    versionId: bucket.versioning === undefined ? undefined : VersionId,
    discarded: version === undefined ? [] : deleteVersion(txn, bucket, version),
  }
}
