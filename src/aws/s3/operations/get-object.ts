/** GetObject: an object, a range of it, or one of the parts it was uploaded in. */
import type { Operation } from '../../protocol/index.ts'
import { onExistingObject, type ObjectInput } from '../authorize.ts'
import { requireBucket } from '../buckets.ts'
import { checkRead, type ReadConditions } from '../conditions.ts'
import { invalidRequest } from '../errors.ts'
import { expirationOf } from '../lifecycle/expiration.ts'
import type { S3 } from '../needs.ts'
import { describeObject } from '../objects.ts'
import { selectBytes, type SelectionInput } from '../selection.ts'
import { requireNamed, shownVersion } from '../versions/find-named.ts'
import { isCurrent } from '../versions/version-tree.ts'

export interface GetObjectInput extends ObjectInput, ReadConditions, SelectionInput {
  readonly ChecksumMode?: string
  readonly ResponseCacheControl?: string
  readonly ResponseContentDisposition?: string
  readonly ResponseContentEncoding?: string
  readonly ResponseContentLanguage?: string
  readonly ResponseContentType?: string
  readonly ResponseExpires?: Date | string
}

export const getObject = (s3: S3): Operation<GetObjectInput> => ({
  authorize: onExistingObject(s3, readAction, readKeys),
  invoke: (input, call) => {
    const bucket = requireBucket(s3.store, input, call)
    const object = requireNamed(s3.store, bucket, input)
    const overrides = overridesOf(input)
    if (call.caller.principal.kind === 'anonymous' && Object.keys(overrides).length > 0)
      throw invalidRequest('Request specific response headers cannot be used for anonymous GET requests.')
    checkRead(input, object)
    const selection = selectBytes(input, object)
    if (selection.partial) call.notes.status = 206
    return {
      ...shownVersion(bucket, object),
      ...(isCurrent(s3.store, bucket.name, object) ? expirationOf(bucket, object) : {}),
      ...describeObject(object, selection.partial ? undefined : input.ChecksumMode),
      ...overrides,
      ...selection.members,
      Body: s3.blobs.read(object.segments, selection.span, call.signal),
    }
  },
})

export const readAction = (input: ObjectInput): string =>
  input.VersionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion'

export const readKeys = (input: ObjectInput): { 's3:versionid': string | undefined } => ({
  's3:versionid': input.VersionId,
})

/** What the response-... parameters put in the place of the object's own headers. */
export function overridesOf(input: GetObjectInput): Readonly<Record<string, string>> {
  const expires = input.ResponseExpires
  const overrides = {
    CacheControl: input.ResponseCacheControl,
    ContentDisposition: input.ResponseContentDisposition,
    ContentEncoding: input.ResponseContentEncoding,
    ContentLanguage: input.ResponseContentLanguage,
    ContentType: input.ResponseContentType,
    Expires: expires instanceof Date ? expires.toUTCString() : expires,
  }
  return Object.fromEntries(
    Object.entries(overrides).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
