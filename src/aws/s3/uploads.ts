/** Multipart uploads as the operations find and end them. */
import type { Call } from '../protocol/index.ts'
import type { Reader, Transaction } from '../../store/index.ts'
import { requireBucket, type BucketInput } from './buckets.ts'
import { noSuchUpload } from './errors.ts'
import type { Segment, UploadDocument } from './model.ts'
import { findUpload, partsOf, uploadKey } from './store.ts'

export interface UploadName extends BucketInput {
  readonly Key: string
  readonly UploadId: string
}

export function requireUpload(from: Reader, input: UploadName, call: Call): UploadDocument {
  const bucket = requireBucket(from, input, call)
  const upload = findUpload(from, bucket.name, input.Key, input.UploadId)
  if (upload === undefined) throw noSuchUpload(input.UploadId)
  return upload
}

/** Ends an upload; gives the bytes of its parts, to be discarded once that is written. */
export function deleteUpload(txn: Transaction, { bucket, key, id }: UploadDocument): readonly Segment[] {
  const parts = partsOf(id).list(txn)
  for (const part of parts) txn.delete(part.key)
  txn.delete(uploadKey(bucket, key, id))
  return parts.flatMap((part) => part.value.segments)
}
