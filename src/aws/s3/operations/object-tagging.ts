/** PutObjectTagging, GetObjectTagging and DeleteObjectTagging. */
import type { Call, Operation } from '../../protocol/index.ts'
import { onExistingObject, tagKeys, type ObjectInput } from '../authorize.ts'
import { requireBucket } from '../buckets.ts'
import type { Tag } from '../model.ts'
import type { S3 } from '../needs.ts'
import { checkTags } from '../tags.ts'
import { requireNamed, shownVersion } from '../versions/find-named.ts'
import { replaceVersion } from '../versions/version-tree.ts'
import { readKeys } from './get-object.ts'

interface PutObjectTaggingInput extends ObjectInput {
  readonly Tagging: { readonly TagSet: readonly Tag[] }
}

const action =
  (verb: 'Put' | 'Get' | 'Delete') =>
  (input: ObjectInput): string =>
    `s3:${verb}Object${input.VersionId === undefined ? '' : 'Version'}Tagging`

export const putObjectTagging = (s3: S3): Operation<PutObjectTaggingInput> => ({
  authorize: onExistingObject<PutObjectTaggingInput>(
    s3,
    action('Put'),
    ({ Tagging: { TagSet }, VersionId }) => ({
      's3:versionid': VersionId,
      ...tagKeys('s3:RequestObjectTag', TagSet),
      's3:RequestObjectTagKeys': TagSet.map((tag) => tag.Key),
    }),
  ),
  invoke: (input, call) => setTags(s3, input, call, checkTags(input.Tagging.TagSet, 'object')),
})

export const getObjectTagging = (s3: S3): Operation<ObjectInput> => ({
  authorize: onExistingObject(s3, action('Get'), readKeys),
  invoke: (input, call) => {
    const bucket = requireBucket(s3.store, input, call)
    const object = requireNamed(s3.store, bucket, input)
    return { ...shownVersion(bucket, object), TagSet: object.tags }
  },
})

export const deleteObjectTagging = (s3: S3): Operation<ObjectInput> => ({
  authorize: onExistingObject(s3, action('Delete'), readKeys),
  invoke: (input, call) => setTags(s3, input, call, []),
})

async function setTags(
  s3: S3,
  input: ObjectInput,
  call: Call,
  tags: readonly Tag[],
): Promise<{ readonly VersionId?: string }> {
  const { result } = await s3.store.write((txn) => {
    const bucket = requireBucket(txn, input, call)
    const object = requireNamed(txn, bucket, input)
    replaceVersion(txn, bucket.name, { ...object, tags })
    return shownVersion(bucket, object)
  })
  return result
}
