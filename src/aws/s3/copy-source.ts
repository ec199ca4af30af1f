/** The x-amz-copy-source header: `bucket/key` or `/bucket/key`, percent-encoded, with a version id now and then. */
import type { Authorization, Call } from '../protocol/index.ts'
import { askToRead } from './authorize.ts'
import { requireBucket } from './buckets.ts'
import { failedRead } from './conditions.ts'
import { invalidArgument, invalidRequest, notImplemented, preconditionFailed } from './errors.ts'
import type { BucketDocument, ObjectDocument } from './model.ts'
import type { S3 } from './needs.ts'
import { findNamed, requireNamed } from './versions/find-named.ts'
import { isMarker } from './versions/version-tree.ts'

export interface CopySourceInput {
  readonly CopySource: string
  readonly CopySourceIfMatch?: string
  readonly CopySourceIfNoneMatch?: string
  readonly CopySourceIfModifiedSince?: Date
  readonly CopySourceIfUnmodifiedSince?: Date
  readonly ExpectedSourceBucketOwner?: string
}

interface SourceName {
  readonly Bucket: string
  readonly Key: string
  readonly VersionId?: string
  readonly ExpectedBucketOwner?: string
}

/** What copying asks of the source; its tags are read as well where they are copied. */
export function askForSource(
  s3: S3,
  call: Call,
  input: CopySourceInput,
  { withTags }: { readonly withTags: boolean },
): readonly Authorization[] {
  const source = sourceOf(input)
  const bucket = requireBucket(s3.store, source, call)
  const version = source.VersionId === undefined ? '' : 'Version'
  const actions = [`s3:GetObject${version}`, ...(withTags ? [`s3:GetObject${version}Tagging`] : [])]
  const keys = { 's3:versionid': source.VersionId }
  return actions.flatMap((action) => askToRead(s3, call, bucket, { ...source, action, keys }))
}

/** The object to copy, when the conditions on it hold. */
export function requireSource(
  s3: S3,
  call: Call,
  input: CopySourceInput,
): { readonly bucket: BucketDocument; readonly object: ObjectDocument } {
  const source = sourceOf(input)
  const bucket = requireBucket(s3.store, source, call)
  const object = objectOf(s3, bucket, source)
  const failed = failedRead(
    {
      IfMatch: input.CopySourceIfMatch,
      IfNoneMatch: input.CopySourceIfNoneMatch,
      IfModifiedSince: input.CopySourceIfModifiedSince,
      IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
    },
    object,
  )
  if (failed !== undefined) throw preconditionFailed(`x-amz-copy-source-${failed}`)
  return { bucket, object }
}

function objectOf({ store }: S3, bucket: BucketDocument, source: SourceName): ObjectDocument {
  const version = source.VersionId === undefined ? undefined : findNamed(store, bucket, source)
  if (version !== undefined && isMarker(version))
    throw invalidRequest(
      'The source of a copy request may not specifically refer to a delete marker by version id.',
    )
  return requireNamed(store, bucket, source)
}

export function sourceOf({ CopySource, ExpectedSourceBucketOwner }: CopySourceInput): SourceName {
  const mark = CopySource.indexOf('?versionId=')
  const [path, version] =
    mark === -1 ? [CopySource, undefined] : [CopySource.slice(0, mark), CopySource.slice(mark + 11)]
  if (path.startsWith('arn:')) throw notImplemented('x-amz-copy-source')
  const decoded = decode(path, CopySource).replace(/^\//, '')
  const slash = decoded.indexOf('/')
  if (slash < 1 || slash === decoded.length - 1)
    throw invalidArgument(
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      'x-amz-copy-source',
      CopySource,
    )
  return {
    Bucket: decoded.slice(0, slash),
    Key: decoded.slice(slash + 1),
    VersionId: version,
    ExpectedBucketOwner: ExpectedSourceBucketOwner,
  }
}

function decode(text: string, header: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw invalidArgument('Invalid copy source encoding', 'x-amz-copy-source', header)
  }
}
