/** CreateMultipartUpload: begins an upload in parts, and fixes how the whole will be checked. */
import { arnOf } from '../../../policy/index.ts'
import type { Operation, Values } from '../../protocol/index.ts'
import { checkObjectAcl } from '../access-lists/check-acl.ts'
import type { ObjectInput } from '../authorize.ts'
import { requireBucket } from '../buckets.ts'
import type { ChecksumAlgorithm, ChecksumType } from '../checksum/algorithm.ts'
import { canCombine } from '../checksum/combine.ts'
import { namedAlgorithm } from '../checksum/declared.ts'
import { encryption } from '../encryption.ts'
import { invalidRequest } from '../errors.ts'
import type { UploadDocument } from '../model.ts'
import type { S3 } from '../needs.ts'
import { factsOf, type FactsInput } from '../objects.ts'
import { requireObjectKey } from '../object-key.ts'
import { uploadKey } from '../store.ts'
import { tagsOfHeader } from '../tags.ts'
import { refuseUnsupported } from '../unsupported.ts'
import { askToWrite } from './put-object.ts'

interface CreateMultipartUploadInput extends ObjectInput, FactsInput {
  /** The x-amz-checksum-algorithm header. */
  readonly ChecksumAlgorithm?: string
  readonly ChecksumType?: string
  readonly ACL?: string
  readonly StorageClass?: string
  readonly ServerSideEncryption?: string
}

export const createMultipartUpload = (s3: S3): Operation<CreateMultipartUploadInput> => ({
  authorize: (input, call) => askToWrite(s3, call, input, tagsOfHeader(input.Tagging)),
  invoke: async (input, call) => {
    refuseUnsupported(input as unknown as Values)
    checkObjectAcl(requireBucket(s3.store, input, call), input as unknown as Values, call)
    requireObjectKey(input.Key)
    const { principal } = call.caller
    const upload: UploadDocument = {
      ...factsOf(input),
      bucket: input.Bucket,
      key: input.Key,
      id: newUploadId(s3, call.now),
      initiatedAt: call.now,
      initiator: { ID: arnOf(principal) },
      checksum: checksumOf(input),
    }
    await s3.store.write((txn) => {
      requireBucket(txn, input, call)
      txn.put(uploadKey(upload.bucket, upload.key, upload.id), upload)
    })
    const { chosen, algorithm, type } = upload.checksum
    return {
      Bucket: upload.bucket,
      Key: upload.key,
      UploadId: upload.id,
      ...encryption,
      ChecksumAlgorithm: chosen ? algorithm : undefined,
      ChecksumType: chosen ? type : undefined,
    }
  },
})

/** Begins with the time, so that the uploads of a key are listed by age. */
const newUploadId = (s3: S3, now: number): string =>
  `${now.toString(16).padStart(12, '0')}${Buffer.from(s3.random(20)).toString('hex')}`

function checksumOf(input: CreateMultipartUploadInput): UploadDocument['checksum'] {
  const algorithm = namedAlgorithm(input.ChecksumAlgorithm, 'x-amz-checksum-algorithm')
  if (algorithm === undefined && input.ChecksumType !== undefined)
    throw invalidRequest(
      'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
    )
  if (algorithm === undefined) return { algorithm: 'CRC64NVME', type: 'FULL_OBJECT', chosen: false }
  return { algorithm, type: typeOf(algorithm, input.ChecksumType), chosen: true }
}

/** A hash over all bytes cannot be told from those of the parts, and CRC64NVME is never taken of the parts' values. */
function typeOf(algorithm: ChecksumAlgorithm, asked: string | undefined): ChecksumType {
  const type = asked?.toUpperCase() ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE')
  const possible = type === 'FULL_OBJECT' ? canCombine(algorithm) : algorithm !== 'CRC64NVME'
  if ((type !== 'FULL_OBJECT' && type !== 'COMPOSITE') || !possible)
    throw invalidRequest(
      `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    )
  return type
}
