/** Tags of buckets and objects: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
import { AwsError } from '../protocol/index.ts'
import type { Tag } from './model.ts'

export const tagLimits = { bucket: 50, object: 10 } as const

const invalidTag = (message: string, key: string): AwsError =>
  new AwsError({ code: 'InvalidTag', message, fields: { TagKey: key } })

/** The tags of a request, checked; throws what AWS answers when they cannot be taken. */
export function checkTags(tags: readonly Tag[], owner: keyof typeof tagLimits): readonly Tag[] {
  if (tags.length > tagLimits[owner])
    throw new AwsError({
      code: 'BadRequest',
      message:
        owner === 'object'
          ? 'Object tags cannot be greater than 10'
          : 'Bucket tag count cannot be greater than 50',
    })
  const seen = new Set<string>()
  for (const { Key, Value } of tags) {
    if (!keyPattern.test(Key)) throw invalidTag('The TagKey you have provided is invalid', Key)
    if (!valuePattern.test(Value)) throw invalidTag('The TagValue you have provided is invalid', Key)
    if (/^aws:/i.test(Key)) throw invalidTag('System tags cannot be added/updated by requester', Key)
    if (seen.has(Key)) throw invalidTag('Cannot provide multiple Tags with the same key', Key)
    seen.add(Key)
  }
  return tags.map(({ Key, Value }) => ({ Key, Value }))
}

/** The tags of an x-amz-tagging header, written as a URL query. */
export function tagsOfHeader(header: string | undefined): readonly Tag[] {
  if (header === undefined || header === '') return []
  const tags = [...new URLSearchParams(header)].map(([Key, Value]) => ({ Key, Value }))
  return checkTags(tags, 'object')
}

/** Of what characters, and how many of them, keys and values are made. */
const keyPattern = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u
const valuePattern = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u
