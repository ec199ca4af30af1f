/** Header blocks of SPDY: pairs with lengths, compressed in one go over a whole connection. */
import { constants, createDeflate, createInflate, type Deflate, type Inflate } from 'node:zlib'
import { dictionary } from './dictionary.ts'

export interface HeaderCodec {
  encode(headers: Readonly<Record<string, string>>): Promise<Buffer>
  decode(block: Buffer): Promise<ReadonlyMap<string, string>>
  close(): void
}

/** More than any client of a kubelet sends. */
const longestBlock = 64 * 1024

export function createHeaderCodec(): HeaderCodec {
  const deflate = createDeflate({ dictionary, finishFlush: constants.Z_SYNC_FLUSH })
  const inflate = createInflate({ dictionary, finishFlush: constants.Z_SYNC_FLUSH })
  return {
    encode: (headers) => pass(deflate, join(headers)),
    decode: async (block) => split(await pass(inflate, block)),
    close: () => {
      deflate.close()
      inflate.close()
    },
  }
}

/** Blocks come and go one after the other, never two at once. */
function pass(through: Deflate | Inflate, input: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const onData = (chunk: Buffer): void => {
      size += chunk.length
      if (size > longestBlock) through.destroy(new Error('a header block is too long'))
      else chunks.push(chunk)
    }
    through.on('data', onData)
    through.once('error', reject)
    through.write(input)
    through.flush(constants.Z_SYNC_FLUSH, () => {
      through.off('data', onData)
      through.off('error', reject)
      resolve(Buffer.concat(chunks))
    })
  })
}

function join(headers: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(headers)
  const number = (value: number): Buffer => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(value)
    return bytes
  }
  const text = (value: string): Buffer =>
    Buffer.concat([number(Buffer.byteLength(value)), Buffer.from(value)])
  return Buffer.concat([
    number(entries.length),
    ...entries.flatMap(([name, value]) => [text(name), text(value)]),
  ])
}

function split(bytes: Buffer): ReadonlyMap<string, string> {
  const headers = new Map<string, string>()
  let at = 4
  const text = (): string => {
    const length = bytes.readUInt32BE(at)
    at += 4 + length
    if (at > bytes.length) throw new Error('a header is longer than its block')
    return bytes.toString('utf8', at - length, at)
  }
  for (let left = bytes.readUInt32BE(0); left > 0; left--) headers.set(text().toLowerCase(), text())
  return headers
}
