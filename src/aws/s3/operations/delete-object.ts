/** DeleteObject: deleting what is not there is a success. */
import type { Operation } from '../../protocol/index.ts'
import { onObject, type ObjectInput } from '../authorize.ts'
import { requireBucket } from '../buckets.ts'
import { checkWrite } from '../conditions.ts'
import type { S3 } from '../needs.ts'
import { requireNoVersion } from '../objects.ts'
import { findObject, objectKey } from '../store.ts'
import type { Values } from '../../protocol/index.ts'
import { refuseUnsupported } from '../unsupported.ts'

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
    requireNoVersion(input.VersionId)
    const { result: segments } = await s3.store.write((txn) => {
      const { name } = requireBucket(txn, input, call)
      const object = findObject(txn, name, input.Key)?.value
      checkWrite({ IfMatch: input.IfMatch }, input.Key, object)
      txn.delete(objectKey(name, input.Key))
      return object?.segments ?? []
    })
    await s3.blobs.discard(segments)
    return {}
  },
})
