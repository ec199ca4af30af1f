/** UploadPartCopy: a part whose bytes come from an object that is there. */
import type { Operation, Values } from '../../protocol/index.ts'
import { askForObject } from '../authorize.ts'
import { receive } from '../blobs/receive.ts'
import { requireBucket } from '../buckets.ts'
import { copyRangeOf } from '../byte-range.ts'
import { checksumOutput } from '../checksum/declared.ts'
import { askForSource, requireSource, sourceOf, type CopySourceInput } from '../copy-source.ts'
import { encryption } from '../encryption.ts'
import type { S3 } from '../needs.ts'
import { quoted } from '../objects.ts'
import { refuseUnsupported } from '../unsupported.ts'
import { shownVersion } from '../versions/find-named.ts'
import { requireUpload, type UploadName } from '../uploads.ts'
import { requirePartNumber, storePart } from './upload-part.ts'

interface UploadPartCopyInput extends UploadName, CopySourceInput {
  readonly PartNumber: number
  readonly CopySourceRange?: string
}

export const uploadPartCopy = (s3: S3): Operation<UploadPartCopyInput> => ({
  authorize: (input, call) => {
    const source = sourceOf(input)
    const keys = { 's3:x-amz-copy-source': `${source.Bucket}/${source.Key}` }
    const bucket = requireBucket(s3.store, input, call)
    return [
      ...askForSource(s3, call, input, { withTags: false }),
      askForObject(call, bucket, input.Key, 's3:PutObject', keys),
    ]
  },
  invoke: async (input, call) => {
    refuseUnsupported(input as unknown as Values)
    const upload = requireUpload(s3.store, input, call)
    requirePartNumber(input.PartNumber)
    const { bucket: sourceBucket, object: source } = requireSource(s3, call, input)
    const Body = s3.blobs.read(source.segments, copyRangeOf(input.CopySourceRange, source.size), call.signal)
    const always = upload.checksum.algorithm
    const received = await receive(s3.blobs, { Body }, { signal: call.signal }, { always })
    const part = await storePart(s3, call, { input, upload, received })
    return {
      ...encryption,
      CopySourceVersionId: shownVersion(sourceBucket, source).VersionId,
      CopyPartResult: {
        ETag: quoted(part.etag),
        LastModified: new Date(part.modifiedAt),
        ...(upload.checksum.chosen ? checksumOutput(part.checksum) : {}),
      },
    }
  },
})
