/** Conditional requests (RFC 9110 section 13, in the order of its section 13.2.2), as S3 has them for reads, copies and writes. */
import { notModified, noSuchKey, notImplemented, preconditionFailed } from './errors.ts'
import type { ObjectDocument } from './model.ts'

export interface ReadConditions {
  readonly IfMatch?: string
  readonly IfNoneMatch?: string
  readonly IfModifiedSince?: Date
  readonly IfUnmodifiedSince?: Date
}

type Validators = Pick<ObjectDocument, 'etag' | 'modifiedAt'>

export function checkRead(conditions: ReadConditions, object: Validators): void {
  const failed = failedRead(conditions, object)
  if (failed === 'If-None-Match' || failed === 'If-Modified-Since')
    throw notModified({
      etag: `"${object.etag}"`,
      'last-modified': new Date(object.modifiedAt).toUTCString(),
    })
  if (failed !== undefined) throw preconditionFailed(failed)
}

/** The header that does not hold, if any. */
export function failedRead(conditions: ReadConditions, object: Validators): string | undefined {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions
  if (IfMatch !== undefined) {
    if (!namesTag(IfMatch, object.etag)) return 'If-Match'
  } else if (IfUnmodifiedSince !== undefined && object.modifiedAt > IfUnmodifiedSince.getTime())
    return 'If-Unmodified-Since'
  if (IfNoneMatch !== undefined) return namesTag(IfNoneMatch, object.etag) ? 'If-None-Match' : undefined
  const unchanged = IfModifiedSince !== undefined && object.modifiedAt <= IfModifiedSince.getTime()
  return unchanged ? 'If-Modified-Since' : undefined
}

export interface WriteConditions {
  readonly IfMatch?: string
  readonly IfNoneMatch?: string
}

/** S3 takes `If-None-Match` on writes for "not there yet" alone. */
export function requireWriteConditions({ IfNoneMatch }: WriteConditions): void {
  if (IfNoneMatch !== undefined && IfNoneMatch.trim() !== '*') throw notImplemented('If-None-Match')
}

/** Judges a write by what stands under its key at the moment of writing. */
export function checkWrite(conditions: WriteConditions, key: string, object: Validators | undefined): void {
  if (conditions.IfNoneMatch !== undefined && object !== undefined) throw preconditionFailed('If-None-Match')
  if (conditions.IfMatch === undefined) return
  if (object === undefined) throw noSuchKey(key)
  if (!namesTag(conditions.IfMatch, object.etag)) throw preconditionFailed('If-Match')
}

/** Whether a list of entity tags, quoted or bare, names this one. */
const namesTag = (list: string, etag: string): boolean =>
  list.split(',').some((item) => {
    const tag = item.trim().replace(/^W\//, '')
    return tag === '*' || tag === etag || tag === `"${etag}"`
  })
