/** PutObject: acknowledged once its bytes and then its name are on the disk. */
import type { Authorization, Call, Operation, Values } from '../../protocol/index.ts'
import { checkObjectAcl } from '../access-lists/check-acl.ts'
import { askForObject, tagKeys, type Keys, type ObjectInput } from '../authorize.ts'
import { receive, type UploadInput } from '../blobs/receive.ts'
import { requireBucket } from '../buckets.ts'
import { requireWriteConditions, type WriteConditions } from '../conditions.ts'
import { encryption } from '../encryption.ts'
import { expirationOf } from '../lifecycle/expiration.ts'
import type { ObjectDocument, Tag } from '../model.ts'
import type { S3 } from '../needs.ts'
import { checksumOf, factsOf, modifiedNow, quoted, storeObject, type FactsInput } from '../objects.ts'
import { requireObjectKey } from '../object-key.ts'
import { tagsOfHeader } from '../tags.ts'
import { refuseUnsupported } from '../unsupported.ts'
import { writtenVersion } from '../versions/find-named.ts'

export interface PutObjectInput extends ObjectInput, FactsInput, UploadInput, WriteConditions {
  readonly ACL?: string
  readonly StorageClass?: string
  readonly ServerSideEncryption?: string
}

export const putObject = (s3: S3): Operation<PutObjectInput> => ({
  authorize: (input, call) =>
    askToWrite(s3, call, input, tagsOfHeader(input.Tagging), {
      's3:if-match': input.IfMatch,
      's3:if-none-match': input.IfNoneMatch,
    }),
  invoke: async (input, call) => {
    refuseUnsupported(input as unknown as Values)
    requireWriteConditions(input)
    const bucket = requireBucket(s3.store, input, call)
    checkObjectAcl(bucket, input as unknown as Values, call)
    requireObjectKey(input.Key)
    const facts = factsOf(input)
    const received = await receive(s3.blobs, input, call, { fallback: 'CRC64NVME' })
    const checksum = received.checksums.get(received.chosen ?? 'CRC64NVME')
    const object: ObjectDocument = {
      ...facts,
      key: input.Key,
      etag: received.etag,
      size: received.size,
      modifiedAt: modifiedNow(call),
      segments: received.segments,
      checksum: checksum && { ...checksum, type: 'FULL_OBJECT' },
    }
    const stored = await storeObject(s3, { bucket: input.Bucket, object, conditions: input })
    return {
      ETag: quoted(object.etag),
      ...encryption,
      ...writtenVersion(stored),
      ...expirationOf(bucket, stored),
      ...checksumOf(object),
    }
  },
})

interface WriteInput extends ObjectInput {
  readonly ACL?: string
  readonly StorageClass?: string
  readonly ServerSideEncryption?: string
}

/** Writing an object, and setting tags on it where it comes with some. */
export function askToWrite(
  s3: S3,
  call: Call,
  input: WriteInput,
  tags: readonly Tag[],
  keys: Keys = {},
): readonly Authorization[] {
  const bucket = requireBucket(s3.store, input, call)
  const requestTags =
    tags.length === 0
      ? {}
      : { ...tagKeys('s3:RequestObjectTag', tags), 's3:RequestObjectTagKeys': tags.map((tag) => tag.Key) }
  const all = {
    's3:x-amz-acl': input.ACL,
    's3:x-amz-storage-class': input.StorageClass,
    's3:x-amz-server-side-encryption': input.ServerSideEncryption,
    ...requestTags,
    ...keys,
  }
  const actions = tags.length === 0 ? ['s3:PutObject'] : ['s3:PutObject', 's3:PutObjectTagging']
  return actions.map((action) => askForObject(call, bucket, input.Key, action, all))
}
