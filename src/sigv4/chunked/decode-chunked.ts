/** Takes an aws-chunked body apart and verifies what is signed in it: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html */
import { createHash } from 'node:crypto'
import { sameSignature } from '../calculate-signature.ts'
import { type ByteReader, readBytes } from './byte-reader.ts'
import { type ChunkHeader, longestChunkHeader, parseChunkHeader } from './chunk-header.ts'
import { type ChunkSigning, signChunk } from './chunk-signatures.ts'
import { ChunkedBodyError } from './problem.ts'
import { readTrailers } from './read-trailers.ts'

/** S3 takes a smaller chunk only as the last one. */
const smallestChunk = 8192

export interface ChunkedRules {
  /** Absent when chunks carry no signatures. */
  readonly signing?: ChunkSigning
  /** The lower-case names that `x-amz-trailer` announced; absent when the body has no trailers. */
  readonly trailers?: readonly string[]
  /** From `x-amz-decoded-content-length`. */
  readonly decodedLength: number
  readonly onTrailers?: (trailers: ReadonlyMap<string, string>) => void
}

/**
 * Yields the content as it comes and throws ChunkedBodyError at the first thing that is wrong.
 * A chunk's signature comes after its bytes were handed on: nobody may act on the content before its end is reached.
 */
export async function* decodeChunked(
  source: AsyncIterable<Uint8Array>,
  rules: ChunkedRules,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = readBytes(source)
  let previous = rules.signing?.seedSignature ?? ''
  let left = rules.decodedLength
  let lastWasSmall = false
  try {
    for (;;) {
      const header = parseChunkHeader(await reader.line(longestChunkHeader), rules.signing !== undefined)
      if (header.size > left) throw new ChunkedBodyError('wrong-length', 'is longer than was announced')
      if (header.size > 0 && lastWasSmall) throw new ChunkedBodyError('small-chunk', 'a chunk is under 8 KiB')
      lastWasSmall = header.size < smallestChunk
      left -= header.size
      const digest = yield* chunkContent(reader, header.size, rules.signing !== undefined)
      previous = checkChunk(rules.signing, header, previous, digest)
      if (header.size === 0) break
      // A line of two bytes is its end alone.
      await reader.line(2)
    }
    if (left > 0) throw new ChunkedBodyError('wrong-length', 'is shorter than was announced')
    const trailers = await readTrailers(reader, {
      announced: rules.trailers ?? [],
      signing: rules.trailers === undefined ? undefined : rules.signing,
      previous,
    })
    if (!(await reader.ended())) throw new ChunkedBodyError('malformed', 'goes on after its end')
    rules.onTrailers?.(trailers)
  } finally {
    await reader.close()
  }
}

async function* chunkContent(
  reader: ByteReader,
  size: number,
  signed: boolean,
): AsyncGenerator<Uint8Array, string, undefined> {
  const digest = signed ? createHash('sha256') : undefined
  for (let left = size; left > 0;) {
    const piece = await reader.some(left)
    left -= piece.length
    digest?.update(piece)
    yield piece
  }
  return digest?.digest('hex') ?? ''
}

function checkChunk(
  signing: ChunkSigning | undefined,
  header: ChunkHeader,
  previous: string,
  digest: string,
): string {
  if (signing === undefined) return ''
  const expected = signChunk(signing, previous, digest)
  if (header.signature === undefined || !sameSignature(expected, header.signature)) {
    throw new ChunkedBodyError('signature-mismatch', 'a chunk has another signature')
  }
  return expected
}
