/** AbortMultipartUpload. */
import type { Operation } from '../../protocol/index.ts'
import { onObject } from '../authorize.ts'
import type { S3 } from '../needs.ts'
import { deleteUpload, requireUpload, type UploadName } from '../uploads.ts'

export const abortMultipartUpload = (s3: S3): Operation<UploadName> => ({
  authorize: onObject(s3, () => 's3:AbortMultipartUpload'),
  invoke: async (input, call) => {
    const { result } = await s3.store.write((txn) => deleteUpload(txn, requireUpload(txn, input, call)))
    await s3.blobs.discard(result)
    return {}
  },
})
