/** UploadPart: a part sent again under its number takes the place of the earlier one. */
import type { Call, Operation } from '../../protocol/index.ts'
import { onObject } from '../authorize.ts'
import { receive, type Received, type UploadInput } from '../blobs/receive.ts'
import { checksumOutput } from '../checksum/declared.ts'
import { encryption } from '../encryption.ts'
import { invalidArgument, invalidRequest } from '../errors.ts'
import type { PartDocument, UploadDocument } from '../model.ts'
import type { S3 } from '../needs.ts'
import { keepOrDiscard, modifiedNow, quoted } from '../objects.ts'
import { partId, partsOf } from '../store.ts'
import { requireUpload, type UploadName } from '../uploads.ts'

interface UploadPartInput extends UploadName, UploadInput {
  readonly PartNumber: number
}

export const uploadPart = (s3: S3): Operation<UploadPartInput> => ({
  authorize: onObject(s3, () => 's3:PutObject'),
  invoke: async (input, call) => {
    const upload = requireUpload(s3.store, input, call)
    requirePartNumber(input.PartNumber)
    const received = await receive(s3.blobs, input, call, { always: upload.checksum.algorithm })
    const { etag } = await storePart(s3, call, { input, upload, received })
    const told = received.chosen === undefined ? undefined : received.checksums.get(received.chosen)
    return { ETag: quoted(etag), ...encryption, ...checksumOutput(told) }
  },
})

export function requirePartNumber(number: number): void {
  if (!Number.isInteger(number) || number < 1 || number > 10_000)
    throw invalidArgument(
      'Part number must be an integer between 1 and 10000, inclusive',
      'partNumber',
      String(number),
    )
}

interface NewPart {
  readonly input: UploadName & { readonly PartNumber: number }
  readonly upload: UploadDocument
  readonly received: Received
}

export async function storePart(
  s3: S3,
  call: Call,
  { input, upload, received }: NewPart,
): Promise<PartDocument> {
  return keepOrDiscard(s3, received.segments, async () => {
    requireSameAlgorithm(upload, received)
    const part: PartDocument = {
      number: input.PartNumber,
      etag: received.etag,
      size: received.size,
      modifiedAt: modifiedNow(call),
      segments: received.segments,
      checksum: received.checksums.get(upload.checksum.algorithm)!,
    }
    const parts = partsOf(upload.id)
    const { result: replaced } = await s3.store.write((txn) => {
      // The upload may have ended while the bytes came in.
      requireUpload(txn, input, call)
      const before = parts.get(txn, partId(part.number))?.value
      parts.put(txn, partId(part.number), part)
      return before?.segments ?? []
    })
    await s3.blobs.discard(replaced)
    return part
  })
}

function requireSameAlgorithm({ checksum }: UploadDocument, { chosen }: Received): void {
  if (!checksum.chosen || chosen === undefined || chosen === checksum.algorithm) return
  throw invalidRequest(
    `Checksum Type mismatch occurred, expected checksum Type: ${checksum.algorithm.toLowerCase()}, actual checksum Type: ${chosen.toLowerCase()}`,
  )
}
