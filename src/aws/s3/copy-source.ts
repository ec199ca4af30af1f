/** The x-amz-copy-source header: `bucket/key` or `/bucket/key`, percent-encoded, with a version id now and then. */
import type { Authorization, Call } from '../protocol/index.ts'
import { askToRead } from './authorize.ts'
import { requireBucket } from './buckets.ts'
import { failedRead } from './conditions.ts'
import { invalidArgument, notImplemented, preconditionFailed } from './errors.ts'
import type { ObjectDocument } from './model.ts'
import type { S3 } from './needs.ts'
import { requireObject } from './objects.ts'

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
  return actions.flatMap((action) => askToRead(s3, call, bucket, { Key: source.Key, action }))
}

/** The object to copy, when the conditions on it hold. */
export function requireSource(s3: S3, call: Call, input: CopySourceInput): ObjectDocument {
  const source = sourceOf(input)
  requireBucket(s3.store, source, call)
  const object = requireObject(s3, source)
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
  return object
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
