/** HeadObject: what GetObject tells, without the bytes. */
import type { Operation } from '../../protocol/index.ts'
import { onExistingObject } from '../authorize.ts'
import { requireBucket } from '../buckets.ts'
import { checkRead } from '../conditions.ts'
import { expirationOf } from '../lifecycle/expiration.ts'
import type { S3 } from '../needs.ts'
import { describeObject } from '../objects.ts'
import { selectBytes } from '../selection.ts'
import { requireNamed, shownVersion } from '../versions/find-named.ts'
import { isCurrent } from '../versions/version-tree.ts'
import { overridesOf, readAction, readKeys, type GetObjectInput } from './get-object.ts'

export const headObject = (s3: S3): Operation<GetObjectInput> => ({
  authorize: onExistingObject(s3, readAction, readKeys),
  invoke: (input, call) => {
    const bucket = requireBucket(s3.store, input, call)
    const object = requireNamed(s3.store, bucket, input)
    checkRead(input, object)
    const selection = selectBytes(input, object)
    if (selection.partial) call.notes.status = 206
    return {
      ...shownVersion(bucket, object),
      ...(isCurrent(s3.store, bucket.name, object) ? expirationOf(bucket, object) : {}),
      ...describeObject(object, selection.partial ? undefined : input.ChecksumMode),
      ...overridesOf(input),
      ...selection.members,
    }
  },
})
