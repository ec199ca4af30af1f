/** What the lists of objects have in common. */
import type { Keys } from './authorize.ts'
import { listNames, type Listing } from './listing.ts'
import type { BucketDocument, ObjectDocument } from './model.ts'
import type { S3 } from './needs.ts'
import { quoted } from './objects.ts'
import type { Owner } from './owner.ts'
import { fromOrdered, objectPrefix, toOrdered } from './store.ts'

export interface ListInput {
  readonly Prefix?: string
  readonly Delimiter?: string
  readonly MaxKeys?: number
}

/** The condition keys of a list. */
export const listKeys = (input: ListInput): Keys => ({
  's3:prefix': input.Prefix,
  's3:delimiter': input.Delimiter,
  's3:max-keys': input.MaxKeys,
})

export const listObjectsUnder = (
  s3: S3,
  bucket: BucketDocument,
  { Prefix = '', Delimiter = '' }: ListInput,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Listing<ObjectDocument> =>
  listNames<ObjectDocument>(s3.store, {
    base: objectPrefix(bucket.name),
    prefix: toOrdered(Prefix),
    delimiter: toOrdered(Delimiter),
    after,
    limit,
  })

export const shownObjects = (
  { items }: Listing<ObjectDocument>,
  encode: (name: string) => string,
  owner: Owner | undefined,
) =>
  items.flatMap((item) =>
    item.kind === 'prefix' ? [] : [{ ...shownObject(item.value), Key: encode(item.value.key), Owner: owner }],
  )

export const shownObject = ({ modifiedAt, etag, checksum, size }: ObjectDocument) => ({
  LastModified: new Date(modifiedAt),
  ETag: quoted(etag),
  ChecksumAlgorithm: checksum === undefined ? undefined : [checksum.algorithm],
  ChecksumType: checksum?.type,
  Size: size,
  StorageClass: 'STANDARD',
})

export const shownPrefixes = ({ items }: Listing<unknown>, encode: (name: string) => string) =>
  items.flatMap((item) => (item.kind === 'prefix' ? [{ Prefix: encode(fromOrdered(item.name)) }] : []))
