/** GetObjectAttributes: an object's size, tag, checksum and parts. */
import type { Operation } from '../../protocol/index.ts'
import { askToRead, type ObjectInput } from '../authorize.ts'
import { requireBucket } from '../buckets.ts'
import { checksumOutput } from '../checksum/declared.ts'
import { pageSize } from '../continuation.ts'
import { invalidRequest } from '../errors.ts'
import type { ObjectDocument } from '../model.ts'
import type { S3 } from '../needs.ts'
import { checksumOf } from '../objects.ts'
import { requireNamed, shownVersion } from '../versions/find-named.ts'

import { readKeys } from './get-object.ts'

interface GetObjectAttributesInput extends ObjectInput {
  readonly ObjectAttributes?: readonly string[]
  readonly MaxParts?: number
  readonly PartNumberMarker?: string | number
}

export const getObjectAttributes = (s3: S3): Operation<GetObjectAttributesInput> => ({
  authorize: (input, call) => {
    const bucket = requireBucket(s3.store, input, call)
    const version = input.VersionId === undefined ? '' : 'Version'
    return [`s3:GetObject${version}`, `s3:GetObject${version}Attributes`].flatMap((action) =>
      askToRead(s3, call, bucket, {
        Key: input.Key,
        VersionId: input.VersionId,
        action,
        keys: readKeys(input),
      }),
    )
  },
  invoke: (input, call) => {
    const bucket = requireBucket(s3.store, input, call)
    const object = requireNamed(s3.store, bucket, input)
    const { ObjectAttributes: attributes = [] } = input
    if (attributes.length === 0)
      throw invalidRequest(
        'The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty',
      )
    const asked = (name: string): boolean => attributes.includes(name)
    return {
      ...shownVersion(bucket, object),
      LastModified: new Date(object.modifiedAt),
      ETag: asked('ETag') ? object.etag : undefined,
      Checksum: asked('Checksum') && object.checksum !== undefined ? checksumOf(object) : undefined,
      ObjectParts: asked('ObjectParts') ? partsOf(object, input) : undefined,
      StorageClass: asked('StorageClass') ? 'STANDARD' : undefined,
      ObjectSize: asked('ObjectSize') ? object.size : undefined,
    }
  },
})

/** S3 lists the parts themselves only where they were uploaded with checksums of their own. */
function partsOf({ parts, checksum }: ObjectDocument, input: GetObjectAttributesInput): unknown {
  if (parts === undefined) return undefined
  const TotalPartsCount = parts.length
  if (checksum?.type !== 'COMPOSITE') return { TotalPartsCount }
  const limit = pageSize(input.MaxParts, 'x-amz-max-parts')
  const marker = Number(input.PartNumberMarker ?? 0) || 0
  const rest = parts.filter((part) => part.number > marker)
  const page = rest.slice(0, limit)
  return {
    TotalPartsCount,
    PartNumberMarker: String(marker),
    NextPartNumberMarker: String(page.at(-1)?.number ?? 0),
    MaxParts: limit,
    IsTruncated: rest.length > page.length,
    Parts: page.map((part) => ({
      PartNumber: part.number,
      Size: part.size,
      ...checksumOutput(part.checksum),
    })),
  }
}
