/** Objects as the operations find, write and show them. */
import type { Call } from '../protocol/index.ts'
import { checksumOutput } from './checksum/declared.ts'
import { checkWrite, type WriteConditions } from './conditions.ts'
import { findBucket } from './buckets.ts'
import { encryption } from './encryption.ts'
import { invalidVersionId, noSuchBucket, noSuchKey } from './errors.ts'
import type { ContentHeaders, ObjectDocument, ObjectFacts, Segment } from './model.ts'
import type { S3 } from './needs.ts'
import { findObject, putObject } from './store.ts'
import { tagsOfHeader } from './tags.ts'

export interface ObjectName {
  readonly Bucket: string
  readonly Key: string
  readonly VersionId?: string
}

export function requireObject(s3: S3, { Bucket, Key, VersionId }: ObjectName): ObjectDocument {
  requireNoVersion(VersionId)
  const object = findObject(s3.store, Bucket, Key)?.value
  if (object === undefined) throw noSuchKey(Key)
  return object
}

/** Buckets have no versions here; what they hold is called `null`, as in a bucket of AWS without versions. */
export function requireNoVersion(id: string | undefined): void {
  if (id !== undefined && id !== 'null') throw invalidVersionId(id)
}

/** S3 tells times in whole seconds. */
export const modifiedNow = (call: Pick<Call, 'now'>): number => Math.floor(call.now / 1000) * 1000

export interface ObjectWrite {
  readonly bucket: string
  readonly object: ObjectDocument
  readonly conditions: WriteConditions
}

/** Puts the object in the place of what stood there; when it cannot, its bytes are deleted again. */
export async function storeObject(s3: S3, { bucket, object, conditions }: ObjectWrite): Promise<void> {
  await keepOrDiscard(s3, object.segments, async () => {
    const { result: replaced } = await s3.store.write((txn) => {
      if (findBucket(txn, bucket) === undefined) throw noSuchBucket(bucket)
      const before = findObject(txn, bucket, object.key)?.value
      checkWrite(conditions, object.key, before)
      putObject(txn, bucket, object)
      return before?.segments ?? []
    })
    await s3.blobs.discard(replaced)
  })
}

/** Deletes the bytes when the act that should name them fails. */
export async function keepOrDiscard<Result>(
  s3: S3,
  segments: readonly Segment[],
  act: () => Promise<Result>,
): Promise<Result> {
  try {
    return await act()
  } catch (fault) {
    await s3.blobs.discard(segments)
    throw fault
  }
}

export interface FactsInput extends ContentHeaders {
  readonly Metadata?: Readonly<Record<string, string>>
  /** The x-amz-tagging header. */
  readonly Tagging?: string
}

export const factsOf = (input: FactsInput): ObjectFacts => ({
  headers: {
    CacheControl: input.CacheControl,
    ContentDisposition: input.ContentDisposition,
    ContentEncoding: withoutChunking(input.ContentEncoding),
    ContentLanguage: input.ContentLanguage,
    ContentType: input.ContentType ?? 'binary/octet-stream',
    Expires: input.Expires,
  },
  metadata: lowerCased(input.Metadata ?? {}),
  tags: tagsOfHeader(input.Tagging),
})

/** `aws-chunked` says how the upload came, not how the object is encoded. */
function withoutChunking(encoding: string | undefined): string | undefined {
  const kept = encoding
    ?.split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '' && one.toLowerCase() !== 'aws-chunked')
    .join(',')
  return kept === '' ? undefined : kept
}

const lowerCased = (metadata: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), value]))

/** What GetObject and HeadObject tell alike. */
export const describeObject = (object: ObjectDocument, checksumMode: string | undefined) => ({
  AcceptRanges: 'bytes',
  LastModified: new Date(object.modifiedAt),
  ETag: quoted(object.etag),
  ...encryption,
  ...object.headers,
  Metadata: object.metadata,
  TagCount: object.tags.length === 0 ? undefined : object.tags.length,
  ...(checksumMode === 'ENABLED' ? checksumOf(object) : {}),
})

export const quoted = (etag: string): string => `"${etag}"`

/** The checksum members of an object; one made of parts tells their count as well. */
export function checksumOf({
  checksum,
  parts,
}: Pick<ObjectDocument, 'checksum' | 'parts'>): Record<string, string> {
  if (checksum === undefined) return {}
  const suffix = checksum.type === 'COMPOSITE' ? `-${parts?.length ?? 0}` : ''
  return {
    ...checksumOutput({ ...checksum, value: checksum.value + suffix }),
    ChecksumType: checksum.type,
  }
}
