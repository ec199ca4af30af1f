/** DeleteObjects: up to a thousand keys, each judged and answered by itself. */
import { AwsError, type Call, type Operation, type Values } from '../../protocol/index.ts'
import { askForObject } from '../authorize.ts'
import { requireBucket, type BucketInput } from '../buckets.ts'
import { malformedXml } from '../errors.ts'
import type { S3 } from '../needs.ts'
import { refuseUnsupported } from '../unsupported.ts'
import { deleteNamed, type NamedDeletion } from '../versions/delete-named.ts'
import type { Change } from '../versions/history.ts'
import { nonceSize } from '../versions/version-id.ts'
import { deleteAction } from './delete-object.ts'

interface DeleteObjectsInput extends BucketInput {
  readonly Delete: { readonly Objects: readonly Item[]; readonly Quiet?: boolean }
}

interface Item {
  readonly Key: string
  readonly VersionId?: string
  readonly ETag?: string
}

interface Failed {
  readonly Key: string
  readonly VersionId?: string
  readonly Code: string
  readonly Message?: string
}

export const deleteObjects = (s3: S3): Operation<DeleteObjectsInput> => ({
  authorize: (input, call) => {
    const bucket = requireBucket(s3.store, input, call)
    return itemsOf(input).map((item) => ({
      ...askForObject(call, bucket, item.Key, deleteAction(item.VersionId), {
        's3:versionid': item.VersionId,
      }),
      item: nameOf(item),
    }))
  },
  invoke: async (input, call) => {
    refuseUnsupported(input as unknown as Values)
    const items = itemsOf(input)
    const nonces = items.map(() => s3.random(nonceSize))
    const { result } = await s3.store.write((txn) => {
      const bucket = requireBucket(txn, input, call)
      return items.map((item, index) => ({
        item,
        outcome: deleteItem({ txn, bucket, nonce: nonces[index]! }, item, call),
      }))
    })
    await s3.blobs.discard(
      result.flatMap(({ outcome }) => (outcome instanceof AwsError ? [] : outcome.discarded)),
    )
    return {
      Deleted:
        input.Delete.Quiet === true
          ? undefined
          : result.flatMap(({ item, outcome }) =>
              outcome instanceof AwsError ? [] : [deletedItem(item, outcome)],
            ),
      Errors: result.flatMap(({ item, outcome }) =>
        outcome instanceof AwsError ? [failedItem(item, outcome)] : [],
      ),
    }
  },
})

function itemsOf(input: DeleteObjectsInput): readonly Item[] {
  const items = input.Delete.Objects
  if (items.length === 0 || items.length > 1000) throw malformedXml()
  return items
}

const nameOf = ({ Key, VersionId }: Item): string => JSON.stringify([Key, VersionId])

function deleteItem(change: Change, item: Item, call: Call): NamedDeletion | AwsError {
  const refused = call.refused?.get(nameOf(item))
  try {
    if (refused !== undefined) throw refused
    return deleteNamed(change, { ...item, IfMatch: item.ETag }, call)
  } catch (failure) {
    if (failure instanceof AwsError) return failure
    throw failure
  }
}

const deletedItem = ({ Key, VersionId }: Item, { deleteMarker, versionId }: NamedDeletion) => ({
  Key,
  VersionId,
  ...(deleteMarker ? { DeleteMarker: true, DeleteMarkerVersionId: versionId } : {}),
})

const failedItem = ({ Key, VersionId }: Item, { code, text }: AwsError): Failed => ({
  Key,
  VersionId,
  Code: code,
  Message: text,
})
