/** DeleteBucket: refuses one with objects in it, and ends the uploads under way. */
import type { Operation } from '../../protocol/index.ts'
import { onBucket } from '../authorize.ts'
import { requireBucket, type BucketInput } from '../buckets.ts'
import { bucketNotEmpty, versionsLeft } from '../errors.ts'
import type { UploadDocument } from '../model.ts'
import type { S3 } from '../needs.ts'
import { buckets, objectPrefix, uploadPrefix } from '../store.ts'
import { deleteUpload } from '../uploads.ts'
import { versionPrefix } from '../versions/version-tree.ts'

export const deleteBucket = (s3: S3): Operation<BucketInput> => ({
  authorize: onBucket(s3, 's3:DeleteBucket'),
  invoke: async (input, call) => {
    const { result: segments } = await s3.store.write((txn) => {
      const { name, versioning } = requireBucket(txn, input, call)
      const left = [objectPrefix(name), versionPrefix(name)]
      if (left.some((prefix) => txn.list(prefix, { limit: 1 }).length > 0))
        throw versioning === undefined ? bucketNotEmpty(name) : versionsLeft(name)
      buckets.delete(txn, name)
      return txn.list<UploadDocument>(uploadPrefix(name)).flatMap(({ value }) => deleteUpload(txn, value))
    })
    await s3.blobs.discard(segments)
  },
})
