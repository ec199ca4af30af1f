/** CopyObject: reading the source and writing the target are asked for each by itself. */
import type { Call, Operation, Values } from '../../protocol/index.ts'
import { checkObjectAcl } from '../access-lists/check-acl.ts'
import type { ObjectInput } from '../authorize.ts'
import { receive, uploadLimit, type Received } from '../blobs/receive.ts'
import { findBucket, requireBucket } from '../buckets.ts'
import type { ChecksumAlgorithm } from '../checksum/algorithm.ts'
import { namedAlgorithm } from '../checksum/declared.ts'
import { requireWriteConditions, type WriteConditions } from '../conditions.ts'
import { askForSource, requireSource, sourceOf, type CopySourceInput } from '../copy-source.ts'
import { encryption } from '../encryption.ts'
import { invalidArgument, invalidRequest } from '../errors.ts'
import type { ObjectDocument, ObjectFacts, Tag } from '../model.ts'
import type { S3 } from '../needs.ts'
import { checksumOf, factsOf, modifiedNow, quoted, storeObject, type FactsInput } from '../objects.ts'
import { requireObjectKey } from '../object-key.ts'
import { tagsOfHeader } from '../tags.ts'
import { refuseUnsupported } from '../unsupported.ts'
import { findNamedObject, shownVersion, writtenVersion } from '../versions/find-named.ts'
import { askToWrite } from './put-object.ts'

interface CopyObjectInput extends ObjectInput, FactsInput, CopySourceInput, WriteConditions {
  readonly MetadataDirective?: string
  readonly TaggingDirective?: string
  /** The x-amz-checksum-algorithm header. */
  readonly ChecksumAlgorithm?: string
  readonly ACL?: string
  readonly StorageClass?: string
  readonly ServerSideEncryption?: string
}

export const copyObject = (s3: S3): Operation<CopyObjectInput> => ({
  authorize: (input, call) => {
    const source = sourceOf(input)
    const sourceTags = tagsOfSource(s3, source)
    const replacing = input.TaggingDirective === 'REPLACE'
    const tags = replacing ? tagsOfHeader(input.Tagging) : sourceTags
    return [
      ...askForSource(s3, call, input, { withTags: !replacing && sourceTags.length > 0 }),
      ...askToWrite(s3, call, input, tags, {
        's3:x-amz-copy-source': `${source.Bucket}/${source.Key}`,
        's3:x-amz-metadata-directive': input.MetadataDirective,
        's3:if-none-match': input.IfNoneMatch,
        's3:if-match': input.IfMatch,
      }),
    ]
  },
  invoke: async (input, call) => {
    refuseUnsupported(input as unknown as Values)
    requireWriteConditions(input)
    requireObjectKey(input.Key)
    checkObjectAcl(requireBucket(s3.store, input, call), input as unknown as Values, call)
    const { bucket: sourceBucket, object: source } = requireSource(s3, call, input)
    if (source.size > uploadLimit)
      throw invalidRequest(
        `The specified copy source is larger than the maximum allowable size for a copy source: ${uploadLimit}`,
      )
    const facts = copiedFacts(input, source)
    const bytes = await copyBytes(s3, call, source, algorithmOf(input, source))
    const [checksum] = bytes.checksums.values()
    const object: ObjectDocument = {
      ...facts,
      key: input.Key,
      etag: bytes.etag,
      size: bytes.size,
      modifiedAt: modifiedNow(call),
      segments: bytes.segments,
      checksum: checksum && { ...checksum, type: 'FULL_OBJECT' },
    }
    const stored = await storeObject(s3, { bucket: input.Bucket, object, conditions: input })
    return {
      ...encryption,
      ...writtenVersion(stored),
      CopySourceVersionId: shownVersion(sourceBucket, source).VersionId,
      CopyObjectResult: {
        ETag: quoted(object.etag),
        LastModified: new Date(object.modifiedAt),
        ...checksumOf(object),
      },
    }
  },
})

function tagsOfSource({ store }: S3, source: ReturnType<typeof sourceOf>): readonly Tag[] {
  const bucket = findBucket(store, source.Bucket)
  return (bucket && findNamedObject(store, bucket, source)?.tags) ?? []
}

/** An object without any checksum gets the one that every upload gets. */
const algorithmOf = (input: CopyObjectInput, source: ObjectDocument): ChecksumAlgorithm =>
  namedAlgorithm(input.ChecksumAlgorithm, 'x-amz-checksum-algorithm') ??
  source.checksum?.algorithm ??
  'CRC64NVME'

const copyBytes = (
  s3: S3,
  call: Call,
  { segments, size }: ObjectDocument,
  always: ChecksumAlgorithm,
): Promise<Received> => {
  const Body = s3.blobs.read(segments, { start: 0, end: size }, call.signal)
  return receive(s3.blobs, { Body }, { signal: call.signal }, { always })
}

function copiedFacts(input: CopyObjectInput, source: ObjectDocument): ObjectFacts {
  const { MetadataDirective = 'COPY', TaggingDirective = 'COPY' } = input
  requireDirective('x-amz-metadata-directive', MetadataDirective)
  requireDirective('x-amz-tagging-directive', TaggingDirective)
  const { Bucket, Key, VersionId } = sourceOf(input)
  if (
    VersionId === undefined &&
    MetadataDirective === 'COPY' &&
    Bucket === input.Bucket &&
    Key === input.Key &&
    TaggingDirective === 'COPY' &&
    input.ServerSideEncryption === undefined
  )
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    )
  const given = factsOf(input)
  const { headers, metadata } = MetadataDirective === 'REPLACE' ? given : source
  return { headers, metadata, tags: TaggingDirective === 'REPLACE' ? given.tags : source.tags }
}

function requireDirective(header: string, directive: string): void {
  if (directive !== 'COPY' && directive !== 'REPLACE')
    throw invalidArgument(`Unknown directive in ${header}`, header, directive)
}
