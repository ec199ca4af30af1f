/** Range headers (RFC 9110 section 14.1.2): one range of bytes; several, or anything else, are as if none was given. */
import type { ByteSpan } from './blobs/blob-store.ts'
import { invalidArgument, invalidRange } from './errors.ts'

/** Undefined for the whole object. */
export function rangeOf(header: string | undefined, size: number): ByteSpan | undefined {
  const match = /^bytes=(?:(\d+)-(\d*)|-(\d+))$/.exec(header?.trim() ?? '')
  if (match === null) return undefined
  const [, first, last, suffix] = match
  if (suffix !== undefined) {
    if (Number(suffix) === 0 || size === 0) throw invalidRange(header!, size)
    return { start: Math.max(size - Number(suffix), 0), end: size }
  }
  const start = Number(first)
  if (last !== '' && Number(last) < start) return undefined
  if (start >= size) throw invalidRange(header!, size)
  return { start, end: last === '' ? size : Math.min(Number(last) + 1, size) }
}

/** The range of a copied part: both ends must be given and lie within the source. */
export function copyRangeOf(header: string | undefined, size: number): ByteSpan {
  if (header === undefined) return { start: 0, end: size }
  const match = /^bytes=(\d+)-(\d+)$/.exec(header)
  if (match === null || Number(match[2]) < Number(match[1]))
    throw invalidArgument(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
      'x-amz-copy-source-range',
      header,
    )
  if (Number(match[2]) >= size)
    throw invalidArgument(
      `Range specified is not valid for source object of size: ${size}`,
      'x-amz-copy-source-range',
      header,
    )
  return { start: Number(match[1]), end: Number(match[2]) + 1 }
}
