/** Finds the version of an object that a call names, or says what AWS says where it is not to be had. */
import { AwsError } from '../../protocol/index.ts'
import type { Reader } from '../../../store/index.ts'
import { invalidVersionId, noSuchKey, noSuchVersion } from '../errors.ts'
import type { BucketDocument, DeleteMarker, ObjectDocument, Version } from '../model.ts'
import { nullVersion, orderOfId } from './version-id.ts'
import { findLatest, findVersion, idOf, isMarker } from './version-tree.ts'

export interface VersionName {
  readonly Key: string
  readonly VersionId?: string
}

type Bucket = Pick<BucketDocument, 'name' | 'versioning'>

/** The latest, which may be a delete marker, or the one that is named. */
export const findNamed = (from: Reader, { name }: Bucket, { Key, VersionId }: VersionName) =>
  VersionId === undefined ? findLatest(from, name, Key) : findVersion(from, name, Key, VersionId)

/** The tags that conditions on an existing object read; undefined where there is no object. */
export function findNamedObject(
  from: Reader,
  bucket: Bucket,
  asked: VersionName,
): ObjectDocument | undefined {
  const version = findNamed(from, bucket, asked)
  return version === undefined || isMarker(version) ? undefined : version
}

/** Throws for what can be no version of this bucket. */
export function requireVersionId({ versioning }: Bucket, id: string | undefined): void {
  if (id === undefined || id === nullVersion) return
  if (versioning === undefined || orderOfId(id) === undefined) throw invalidVersionId(id)
}

export function requireNamed(from: Reader, bucket: Bucket, asked: VersionName): ObjectDocument {
  requireVersionId(bucket, asked.VersionId)
  const version = findNamed(from, bucket, asked)
  if (version !== undefined && !isMarker(version)) return version
  throw refusalOf(asked, version)
}

function refusalOf({ Key, VersionId }: VersionName, marker: DeleteMarker | undefined): AwsError {
  if (marker === undefined) return VersionId === undefined ? noSuchKey(Key) : noSuchVersion(Key, VersionId)
  const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': idOf(marker) }
  if (VersionId === undefined) return noSuchKey(Key, headers)
  return new AwsError({
    code: 'MethodNotAllowed',
    status: 405,
    message: 'The specified method is not allowed against this resource.',
    fields: { Method: 'GET', ResourceType: 'DeleteMarker' },
    headers: { ...headers, allow: 'DELETE', 'last-modified': new Date(marker.modifiedAt).toUTCString() },
  })
}

/** As answers name the version that was read; nothing in a bucket that never had versions. */
export const shownVersion = ({ versioning }: Bucket, version: Version): { readonly VersionId?: string } =>
  versioning === undefined ? {} : { VersionId: idOf(version) }

/** As answers name the version that was written: S3 leaves out `null`. */
export const writtenVersion = (version: Version): { readonly VersionId?: string } =>
  version.versionId === undefined ? {} : { VersionId: version.versionId }
