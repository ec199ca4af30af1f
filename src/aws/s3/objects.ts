/** Objects as the operations find, write and show them. */
import type { Call } from '../protocol/index.ts'
import { checksumOutput } from './checksum/declared.ts'
import { checkWrite, type WriteConditions } from './conditions.ts'
import { findBucket } from './buckets.ts'
import { encryption } from './encryption.ts'
import { noSuchBucket } from './errors.ts'
import type { ContentHeaders, ObjectDocument, ObjectFacts, Segment } from './model.ts'
import type { S3 } from './needs.ts'
import { findObject } from './store.ts'
import { tagsOfHeader } from './tags.ts'
import { putLatest } from './versions/history.ts'
import { nonceSize } from './versions/version-id.ts'

/** S3 tells times in whole seconds. */
export const modifiedNow = (call: Pick<Call, 'now'>): number => Math.floor(call.now / 1000) * 1000

export interface ObjectWrite {
  readonly bucket: string
  readonly object: ObjectDocument
  readonly conditions: WriteConditions
}

/** Makes the object the latest under its key; when it cannot, its bytes are deleted again. */
export async function storeObject(
  s3: S3,
  { bucket: name, object, conditions }: ObjectWrite,
): Promise<ObjectDocument> {
  return keepOrDiscard(s3, object.segments, async () => {
    const nonce = s3.random(nonceSize)
    const { result } = await s3.store.write((txn) => {
      const bucket = findBucket(txn, name)
      if (bucket === undefined) throw noSuchBucket(name)
      checkWrite(conditions, object.key, findObject(txn, name, object.key)?.value)
      return putLatest({ txn, bucket, nonce }, object)
    })
    await s3.blobs.discard(result.discarded)
    return result.stored
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
