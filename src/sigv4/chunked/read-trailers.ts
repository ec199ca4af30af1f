/** The lines after the last chunk: checksums that were not known before the body was sent. */
import { sameSignature } from '../calculate-signature.ts'
import type { ByteReader } from './byte-reader.ts'
import { type ChunkSigning, signTrailers } from './chunk-signatures.ts'
import { ChunkedBodyError } from './problem.ts'

const longestLine = 4096
const mostTrailers = 16
const signatureName = 'x-amz-trailer-signature'

export interface TrailerRules {
  /** The lower-case names that the request's `x-amz-trailer` header announced. */
  readonly announced: readonly string[]
  readonly signing?: ChunkSigning
  /** The signature of the last chunk. */
  readonly previous: string
}

export async function readTrailers(reader: ByteReader, rules: TrailerRules): Promise<Map<string, string>> {
  const lines = await readLines(reader)
  const signature = lines.get(signatureName)
  lines.delete(signatureName)
  const names = [...lines.keys()]
  if (names.length !== rules.announced.length || !rules.announced.every((name) => lines.has(name))) {
    throw new ChunkedBodyError('wrong-trailers', 'trailers are not those that were announced')
  }
  if (rules.signing !== undefined) {
    const text = names.map((name) => `${name}:${lines.get(name)}\n`).join('')
    const expected = signTrailers(rules.signing, rules.previous, text)
    if (signature === undefined || !sameSignature(expected, signature)) {
      throw new ChunkedBodyError('signature-mismatch', 'the trailers have another signature')
    }
  }
  return lines
}

async function readLines(reader: ByteReader): Promise<Map<string, string>> {
  const lines = new Map<string, string>()
  for (;;) {
    // Some clients leave out the empty line at the very end.
    if (await reader.ended()) return lines
    const line = await reader.line(longestLine)
    if (line === '') return lines
    const parts = /^([A-Za-z0-9!#$%&'*+.^_`|~-]+):\s*(.*?)\s*$/.exec(line)
    if (parts === null || lines.size >= mostTrailers || lines.has(parts[1]!.toLowerCase())) {
      throw new ChunkedBodyError('malformed', 'a trailer is no header')
    }
    lines.set(parts[1]!.toLowerCase(), parts[2]!)
  }
}
