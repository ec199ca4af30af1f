/** The line before a chunk: its size in hex and, when chunks are signed, its signature. */
import { ChunkedBodyError } from './problem.ts'

export interface ChunkHeader {
  readonly size: number
  readonly signature?: string
}

/** Room for a 14 digit size and `;chunk-signature=` with its 64 digits. */
export const longestChunkHeader = 256

export function parseChunkHeader(line: string, signed: boolean): ChunkHeader {
  const parts = /^([0-9A-Fa-f]{1,13})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line)
  if (parts === null) throw new ChunkedBodyError('malformed', 'a chunk does not begin with its size')
  const signature = parts[2]
  if (signed && signature === undefined) throw new ChunkedBodyError('malformed', 'a chunk is not signed')
  return { size: Number.parseInt(parts[1]!, 16), signature }
}
