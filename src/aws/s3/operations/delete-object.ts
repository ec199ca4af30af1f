/** DeleteObject: deleting what is not there is a success; where there are versions, a marker stands for the deletion. */
import type { Operation, Values } from '../../protocol/index.ts'
import { onObject, type ObjectInput } from '../authorize.ts'
import { requireBucket } from '../buckets.ts'
import type { S3 } from '../needs.ts'
import { refuseUnsupported } from '../unsupported.ts'
import { deleteNamed } from '../versions/delete-named.ts'
import { nonceSize } from '../versions/version-id.ts'

interface DeleteObjectInput extends ObjectInput {
  readonly IfMatch?: string
}

export const deleteAction = (versionId: string | undefined): string =>
  versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion'

export const deleteObject = (s3: S3): Operation<DeleteObjectInput> => ({
  authorize: onObject(
    s3,
    (input) => deleteAction(input.VersionId),
    (input) => ({ 's3:versionid': input.VersionId, 's3:if-match': input.IfMatch }),
  ),
  invoke: async (input, call) => {
    refuseUnsupported(input as unknown as Values)
    const nonce = s3.random(nonceSize)
    const { result } = await s3.store.write((txn) => {
      const bucket = requireBucket(txn, input, call)
      return deleteNamed({ txn, bucket, nonce }, input, call)
    })
    await s3.blobs.discard(result.discarded)
    const { deleteMarker, versionId } = result
    return { DeleteMarker: deleteMarker ? true : undefined, VersionId: versionId }
  },
})
