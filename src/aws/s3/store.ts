/** Where S3's documents stand in the store. */
import { collection, type Collection, type Entry, type Reader, type Transaction } from '../../store/index.ts'
import type { BucketDocument, ObjectDocument, PartDocument, UploadDocument } from './model.ts'

export const buckets = collection<BucketDocument>('s3', 'bucket')

/** Parts by number, padded so that they are in its order. */
export const partsOf = (uploadId: string): Collection<PartDocument> =>
  collection<PartDocument>('s3', 'part', uploadId)
export const partId = (number: number): string => String(number).padStart(5, '0')

/**
 * S3 lists keys by the bytes of their UTF-8; one character for each byte puts them into that order.
 * Such a name stands last in its key, so its slashes part nothing.
 */
export const toOrdered = (key: string): string => Buffer.from(key, 'utf8').toString('latin1')
export const fromOrdered = (ordered: string): string => Buffer.from(ordered, 'latin1').toString('utf8')

export const objectPrefix = (bucket: string): string => `s3/object/${encodeURIComponent(bucket)}/`
export const objectKey = (bucket: string, key: string): string => objectPrefix(bucket) + toOrdered(key)

export const findObject = (from: Reader, bucket: string, key: string): Entry<ObjectDocument> | undefined =>
  from.get<ObjectDocument>(objectKey(bucket, key))

export const putObject = (txn: Transaction, bucket: string, object: ObjectDocument): void =>
  txn.put(objectKey(bucket, object.key), object)

/** Uploads are listed by key, then by age; ids begin with the time. */
export const uploadPrefix = (bucket: string): string => `s3/upload/${encodeURIComponent(bucket)}/`
export const uploadKey = (bucket: string, key: string, id: string): string =>
  `${uploadPrefix(bucket)}${toOrdered(key)}\0${id}`

export const findUpload = (
  from: Reader,
  bucket: string,
  key: string,
  id: string,
): UploadDocument | undefined => from.get<UploadDocument>(uploadKey(bucket, key, id))?.value
