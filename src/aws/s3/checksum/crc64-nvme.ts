/** CRC-64/NVME (NVM Express NVM Command Set, section 5.2.1.3.4), in two halves of 32 bits, eight bytes at a step. */
import type { Digest } from './algorithm.ts'

/** The polynomial 0xad93d23594c93659 with its bits reversed. */
const polynomial = { high: 0x9a6c9329, low: 0xac4bc9b5 }

/** At 256 * n + byte: what a byte does to the checksum when n zero bytes follow it. */
const [highs, lows] = makeTables()

export function crc64Nvme(): Digest {
  let [high, low] = [~0, ~0]
  function update(bytes: Uint8Array): void {
    let index = 0
    for (const end = bytes.length - 7; index < end; index += 8) {
      low ^= bytes[index]! | (bytes[index + 1]! << 8) | (bytes[index + 2]! << 16) | (bytes[index + 3]! << 24)
      high ^=
        bytes[index + 4]! | (bytes[index + 5]! << 8) | (bytes[index + 6]! << 16) | (bytes[index + 7]! << 24)
      const a = 0x700 | (low & 0xff)
      const b = 0x600 | ((low >>> 8) & 0xff)
      const c = 0x500 | ((low >>> 16) & 0xff)
      const d = 0x400 | (low >>> 24)
      const e = 0x300 | (high & 0xff)
      const f = 0x200 | ((high >>> 8) & 0xff)
      const g = 0x100 | ((high >>> 16) & 0xff)
      const h = high >>> 24
      high = highs[a]! ^ highs[b]! ^ highs[c]! ^ highs[d]! ^ highs[e]! ^ highs[f]! ^ highs[g]! ^ highs[h]!
      low = lows[a]! ^ lows[b]! ^ lows[c]! ^ lows[d]! ^ lows[e]! ^ lows[f]! ^ lows[g]! ^ lows[h]!
    }
    for (; index < bytes.length; index++) {
      const at = (low ^ bytes[index]!) & 0xff
      low = ((low >>> 8) | (high << 24)) ^ lows[at]!
      high = (high >>> 8) ^ highs[at]!
    }
  }
  return {
    update,
    value: () => {
      const buffer = Buffer.alloc(8)
      buffer.writeUInt32BE(~high >>> 0, 0)
      buffer.writeUInt32BE(~low >>> 0, 4)
      return buffer
    },
  }
}

function makeTables(): [Int32Array, Int32Array] {
  const [high, low] = [new Int32Array(2048), new Int32Array(2048)]
  for (let byte = 0; byte < 256; byte++) {
    let [h, l] = [0, byte]
    for (let bit = 0; bit < 8; bit++) {
      const out = l & 1
      l = (l >>> 1) | (h << 31)
      h >>>= 1
      if (out === 1) {
        h ^= polynomial.high
        l ^= polynomial.low
      }
    }
    high[byte] = h
    low[byte] = l
  }
  for (let index = 256; index < 2048; index++) {
    const [h, l] = [high[index - 256]!, low[index - 256]!]
    high[index] = (h >>> 8) ^ high[l & 0xff]!
    low[index] = ((l >>> 8) | (h << 24)) ^ low[l & 0xff]!
  }
  return [high, low]
}
