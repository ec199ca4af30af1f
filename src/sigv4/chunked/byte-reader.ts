/** Reads lines and runs of bytes off a stream of pieces, holding no more than one piece and one line. */
import { ChunkedBodyError } from './problem.ts'

export interface ByteReader {
  /** The next line without its CRLF. */
  line(limit: number): Promise<string>
  /** The next piece of at most `limit` bytes. */
  some(limit: number): Promise<Uint8Array>
  /** Whether the stream has ended. */
  ended(): Promise<boolean>
  /** Lets go of the source. */
  close(): Promise<void>
}

export function readBytes(source: AsyncIterable<Uint8Array>): ByteReader {
  const pieces = source[Symbol.asyncIterator]()
  let piece: Uint8Array = new Uint8Array(0)
  let at = 0

  const fill = async (): Promise<boolean> => {
    while (at >= piece.length) {
      const next = await pieces.next()
      if (next.done === true) return false
      piece = next.value
      at = 0
    }
    return true
  }

  /** No more than the piece has left. */
  const take = (length: number): Uint8Array => {
    const taken = piece.subarray(at, at + length)
    at += taken.length
    return taken
  }

  return {
    async line(limit) {
      const parts: Uint8Array[] = []
      let length = 0
      for (;;) {
        if (!(await fill())) throw new ChunkedBodyError('incomplete', 'ended inside a line')
        const end = piece.indexOf(0x0a, at)
        const part = take(end === -1 ? piece.length : end + 1 - at)
        length += part.length
        if (length > limit) throw new ChunkedBodyError('malformed', `a line is longer than ${limit} bytes`)
        parts.push(part)
        if (end !== -1) break
      }
      const line = Buffer.concat(parts, length).toString('latin1')
      if (!line.endsWith('\r\n')) throw new ChunkedBodyError('malformed', 'a line does not end in CRLF')
      return line.slice(0, -2)
    },
    async some(limit) {
      if (!(await fill())) throw new ChunkedBodyError('incomplete', 'ended inside a chunk')
      return take(limit)
    },
    ended: async () => !(await fill()),
    close: async () => {
      await pieces.return?.()
    },
  }
}
