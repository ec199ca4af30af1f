/** PutObjectTagging, GetObjectTagging and DeleteObjectTagging. */
import type { Call, Operation } from '../../protocol/index.ts'
import { onExistingObject, tagKeys, type ObjectInput } from '../authorize.ts'
import { requireBucket } from '../buckets.ts'
import { noSuchKey } from '../errors.ts'
import type { Tag } from '../model.ts'
import type { S3 } from '../needs.ts'
import { requireNoVersion, requireObject } from '../objects.ts'
import { findObject, putObject } from '../store.ts'
import { checkTags } from '../tags.ts'

interface PutObjectTaggingInput extends ObjectInput {
  readonly Tagging: { readonly TagSet: readonly Tag[] }
}

const action =
  (verb: 'Put' | 'Get' | 'Delete') =>
  (input: ObjectInput): string =>
    `s3:${verb}Object${input.VersionId === undefined ? '' : 'Version'}Tagging`

export const putObjectTagging = (s3: S3): Operation<PutObjectTaggingInput> => ({
  authorize: onExistingObject<PutObjectTaggingInput>(s3, action('Put'), ({ Tagging: { TagSet } }) => ({
    ...tagKeys('s3:RequestObjectTag', TagSet),
    's3:RequestObjectTagKeys': TagSet.map((tag) => tag.Key),
  })),
  invoke: async (input, call) => {
    await setTags(s3, input, call, checkTags(input.Tagging.TagSet, 'object'))
    return {}
  },
})

export const getObjectTagging = (s3: S3): Operation<ObjectInput> => ({
  authorize: onExistingObject(s3, action('Get')),
  invoke: (input, call) => {
    requireBucket(s3.store, input, call)
    return { TagSet: requireObject(s3, input).tags }
  },
})

export const deleteObjectTagging = (s3: S3): Operation<ObjectInput> => ({
  authorize: onExistingObject(s3, action('Delete')),
  invoke: async (input, call) => {
    await setTags(s3, input, call, [])
    return {}
  },
})

async function setTags(s3: S3, input: ObjectInput, call: Call, tags: readonly Tag[]): Promise<void> {
  requireNoVersion(input.VersionId)
  await s3.store.write((txn) => {
    const { name } = requireBucket(txn, input, call)
    const object = findObject(txn, name, input.Key)?.value
    if (object === undefined) throw noSuchKey(input.Key)
    putObject(txn, name, { ...object, tags })
  })
}
