/** ListObjectVersions: all versions and delete markers, by key and then from the newest. */
import type { Operation } from '../../protocol/index.ts'
import { onBucket } from '../authorize.ts'
import { requireBucket, type BucketInput } from '../buckets.ts'
import { pageSize } from '../continuation.ts'
import { nameEncoder } from '../encoding-type.ts'
import { invalidArgument } from '../errors.ts'
import type { DeleteMarker, ObjectDocument, Version } from '../model.ts'
import { listKeys, shownObject } from '../object-list.ts'
import type { S3 } from '../needs.ts'
import { ownerOf } from '../owner.ts'
import { listVersions, nameListed, positionAfterPrefix, positionOfMarker } from '../versions/list-versions.ts'
import { findLatest, idOf, isMarker, positionAfterKey } from '../versions/version-tree.ts'

interface ListObjectVersionsInput extends BucketInput {
  readonly Prefix?: string
  readonly Delimiter?: string
  readonly EncodingType?: string
  readonly MaxKeys?: number
  readonly KeyMarker?: string
  readonly VersionIdMarker?: string
}

export const listObjectVersions = (s3: S3): Operation<ListObjectVersionsInput> => ({
  authorize: onBucket<ListObjectVersionsInput>(s3, 's3:ListBucketVersions', listKeys),
  invoke: (input, call) => {
    const bucket = requireBucket(s3.store, input, call)
    const { Prefix = '', Delimiter = '', KeyMarker = '', VersionIdMarker } = input
    const encode = nameEncoder(input.EncodingType)
    const limit = pageSize(input.MaxKeys, 'max-keys')
    const listing = listVersions(s3.store, bucket.name, {
      prefix: Prefix,
      delimiter: Delimiter,
      after: startOf(s3, input),
      limit,
    })
    const last = listing.truncated ? listing.items.at(-1) : undefined
    const versions = listing.items.flatMap((item) => (item.kind === 'prefix' ? [] : [item.value]))
    const place = (version: Version) => ({
      Key: encode(version.key),
      VersionId: idOf(version),
      IsLatest: isLatest(s3, bucket.name, version),
      LastModified: new Date(version.modifiedAt),
      Owner: ownerOf(bucket.account),
    })
    return {
      Name: bucket.name,
      Prefix: encode(Prefix),
      KeyMarker: encode(KeyMarker),
      VersionIdMarker: VersionIdMarker ?? '',
      NextKeyMarker: last && encode(nameListed(last.name)),
      NextVersionIdMarker: last?.kind === 'entry' ? idOf(last.value) : undefined,
      Delimiter: input.Delimiter === undefined ? undefined : encode(input.Delimiter),
      MaxKeys: limit,
      EncodingType: input.EncodingType,
      IsTruncated: listing.truncated,
      Versions: versions.filter(isObject).map((version) => ({ ...shownObject(version), ...place(version) })),
      DeleteMarkers: versions.filter(isMarker).map(place),
      CommonPrefixes: listing.items.flatMap((item) =>
        item.kind === 'prefix' ? [{ Prefix: encode(nameListed(item.name)) }] : [],
      ),
    }
  },
})

const isObject = (version: Version): version is Exclude<Version, DeleteMarker> => !isMarker(version)

function isLatest({ store }: S3, bucket: string, version: ObjectDocument | DeleteMarker): boolean {
  const latest = findLatest(store, bucket, version.key)
  return latest !== undefined && idOf(latest) === idOf(version)
}

/** A key alone leaves all its versions behind, a common prefix all that it stands for. */
function startOf({ store }: S3, input: ListObjectVersionsInput): string | undefined {
  const { Bucket, Prefix = '', Delimiter = '', KeyMarker = '', VersionIdMarker = '' } = input
  if (KeyMarker === '' && VersionIdMarker === '') return undefined
  if (KeyMarker === '')
    throw invalidArgument(
      'A version-id marker cannot be specified without a key marker.',
      'version-id-marker',
      VersionIdMarker,
    )
  if (VersionIdMarker !== '') return positionOfMarker(store, Bucket, KeyMarker, VersionIdMarker)
  const isCommon =
    Delimiter !== '' && KeyMarker.indexOf(Delimiter, Prefix.length) === KeyMarker.length - Delimiter.length
  return isCommon ? positionAfterPrefix(KeyMarker) : positionAfterKey(KeyMarker)
}
