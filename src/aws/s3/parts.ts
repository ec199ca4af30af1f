/** The parts of an upload as its completion names them, and the checksum of the whole. */
import { AwsError } from '../protocol/index.ts'
import type { Reader } from '../../store/index.ts'
import { startDigest } from './checksum/algorithm.ts'
import { combineCrcs } from './checksum/combine.ts'
import { declaredChecksum, memberOf, requireChecksum, type ChecksumMembers } from './checksum/declared.ts'
import { invalidRequest } from './errors.ts'
import type { ObjectDocument, PartDocument, UploadDocument } from './model.ts'
import { partsOf } from './store.ts'

export interface NamedPart extends ChecksumMembers {
  readonly PartNumber?: number
  readonly ETag?: string
}

/** Every part but the last has 5 MiB at least. */
const smallestPart = 5 * 1024 ** 2

/** The parts that are named, when all are there as they are named. */
export function chooseParts(
  from: Reader,
  upload: UploadDocument,
  named: readonly NamedPart[],
): readonly PartDocument[] {
  const known = new Map(
    partsOf(upload.id)
      .list(from)
      .map(({ value }) => [value.number, value]),
  )
  let last = 0
  const parts = named.map((name) => {
    const number = name.PartNumber ?? 0
    if (number <= last)
      throw new AwsError({
        code: 'InvalidPartOrder',
        message: 'The list of parts was not in ascending order. Parts must be ordered by part number.',
        fields: { UploadId: upload.id },
      })
    last = number
    const part = known.get(number)
    if (part === undefined || !isAsNamed(part, name)) throw invalidPart(upload, number, name.ETag)
    requireNamedChecksum(upload, name)
    return part
  })
  requireSizes(parts)
  return parts
}

function isAsNamed(part: PartDocument, name: NamedPart): boolean {
  const checksum = name[memberOf(part.checksum.algorithm)]
  return (
    name.ETag?.replace(/^"(.*)"$/, '$1') === part.etag &&
    (checksum === undefined || checksum === part.checksum.value)
  )
}

const invalidPart = (upload: UploadDocument, number: number, etag: string | undefined): AwsError =>
  new AwsError({
    code: 'InvalidPart',
    message:
      "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    fields: { UploadId: upload.id, PartNumber: String(number), ETag: etag ?? '' },
  })

/** Who chose a checksum over the parts' checksums has to name each of them. */
function requireNamedChecksum({ checksum }: UploadDocument, name: NamedPart): void {
  if (!checksum.chosen || checksum.type !== 'COMPOSITE' || name[memberOf(checksum.algorithm)] !== undefined)
    return
  throw invalidRequest(
    `The upload was created using a ${checksum.algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${name.PartNumber} in the request.`,
  )
}

function requireSizes(parts: readonly PartDocument[]): void {
  const small = parts.slice(0, -1).find((part) => part.size < smallestPart)
  if (small !== undefined)
    throw new AwsError({
      code: 'EntityTooSmall',
      message: 'Your proposed upload is smaller than the minimum allowed size',
      fields: {
        ProposedSize: String(small.size),
        MinSizeAllowed: String(smallestPart),
        PartNumber: String(small.number),
        ETag: small.etag,
      },
    })
}

export function requireWholeSize(declared: number | undefined, size: number): void {
  if (declared !== undefined && declared !== size)
    throw invalidRequest(
      `The provided 'x-amz-mp-object-size' header value ${declared} does not match what was computed: ${size}`,
    )
}

/** The checksum of the object, held against the one that the client declared. */
export function wholeChecksum(
  { checksum: { algorithm, type } }: UploadDocument,
  parts: readonly PartDocument[],
  input: ChecksumMembers & { readonly ChecksumType?: string },
): ObjectDocument['checksum'] {
  if (input.ChecksumType !== undefined && input.ChecksumType !== type)
    throw invalidRequest(
      `The upload was created using the ${type} checksum mode. The complete request must use the same checksum mode.`,
    )
  const value = type === 'COMPOSITE' ? digestOfDigests(parts) : combineCrcs(algorithm, parts)
  const member = memberOf(algorithm)
  // A composite checksum is written with the count of its parts.
  const declared = input[member]?.replace(/-\d+$/, '')
  const given = declaredChecksum({ ...input, [member]: declared })
  if (given !== undefined && given.algorithm === algorithm) requireChecksum(given, value)
  return { algorithm, value, type }
}

function digestOfDigests(parts: readonly PartDocument[]): string {
  const digest = startDigest(parts[0]!.checksum.algorithm)
  for (const part of parts) digest.update(Buffer.from(part.checksum.value, 'base64'))
  return digest.value().toString('base64')
}
