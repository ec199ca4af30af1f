/** DeleteObjects: up to a thousand keys, each judged and answered by itself. */
import { AwsError, type Call, type Operation, type Values } from '../../protocol/index.ts'
import type { Transaction } from '../../../store/index.ts'
import { askForObject } from '../authorize.ts'
import { requireBucket, type BucketInput } from '../buckets.ts'
import { checkWrite } from '../conditions.ts'
import { malformedXml } from '../errors.ts'
import type { Segment } from '../model.ts'
import type { S3 } from '../needs.ts'
import { requireNoVersion } from '../objects.ts'
import { findObject, objectKey } from '../store.ts'
import { refuseUnsupported } from '../unsupported.ts'
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
    const { result } = await s3.store.write((txn) => {
      const { name } = requireBucket(txn, input, call)
      return items.map((item) => ({ item, ...deleteItem(txn, name, item, call) }))
    })
    await s3.blobs.discard(result.flatMap((one) => one.segments))
    const deleted = result.filter((one) => one.failure === undefined)
    return {
      Deleted:
        input.Delete.Quiet === true
          ? undefined
          : deleted.map(({ item }) => ({ Key: item.Key, VersionId: item.VersionId })),
      Errors: result.flatMap(({ item, failure }) =>
        failure === undefined ? [] : [failedItem(item, failure)],
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

function deleteItem(
  txn: Transaction,
  bucket: string,
  item: Item,
  call: Call,
): { segments: readonly Segment[]; failure?: AwsError } {
  const refused = call.refused?.get(nameOf(item))
  try {
    if (refused !== undefined) throw refused
    requireNoVersion(item.VersionId)
    const object = findObject(txn, bucket, item.Key)?.value
    checkWrite({ IfMatch: item.ETag }, item.Key, object)
    txn.delete(objectKey(bucket, item.Key))
    return { segments: object?.segments ?? [] }
  } catch (failure) {
    if (failure instanceof AwsError) return { segments: [], failure }
    throw failure
  }
}

const failedItem = ({ Key, VersionId }: Item, { code, text }: AwsError): Failed => ({
  Key,
  VersionId,
  Code: code,
  Message: text,
})
