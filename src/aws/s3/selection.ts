/** Which bytes of an object a read asks for, by range or by part number. */
import type { ByteSpan } from './blobs/blob-store.ts'
import { rangeOf } from './byte-range.ts'
import { invalidPartNumber, invalidRequest } from './errors.ts'
import type { ObjectDocument } from './model.ts'

export interface SelectionInput {
  readonly Range?: string
  readonly PartNumber?: number
}

export interface Selection {
  readonly span: ByteSpan
  /** The answer is 206. */
  readonly partial: boolean
  readonly members: {
    readonly ContentLength: number
    readonly ContentRange?: string
    readonly PartsCount?: number
  }
}

export function selectBytes(input: SelectionInput, object: ObjectDocument): Selection {
  if (input.Range !== undefined && input.PartNumber !== undefined)
    throw invalidRequest('Cannot specify both Range header and partNumber query parameter')
  const PartsCount = input.PartNumber === undefined ? undefined : object.parts?.length
  const span =
    input.PartNumber === undefined ? rangeOf(input.Range, object.size) : partSpan(input.PartNumber, object)
  if (span === undefined)
    return {
      span: { start: 0, end: object.size },
      partial: false,
      members: { ContentLength: object.size },
    }
  const ContentLength = span.end - span.start
  // An empty part has no range that a header could tell.
  const ContentRange = ContentLength === 0 ? undefined : `bytes ${span.start}-${span.end - 1}/${object.size}`
  return { span, partial: true, members: { ContentLength, ContentRange, PartsCount } }
}

function partSpan(number: number, { size, parts }: ObjectDocument): ByteSpan {
  const sizes = parts?.map((part) => part.size) ?? [size]
  if (number < 1 || number > sizes.length) throw invalidPartNumber(number, sizes.length)
  const start = sizes.slice(0, number - 1).reduce((sum, one) => sum + one, 0)
  return { start, end: start + sizes[number - 1]! }
}
