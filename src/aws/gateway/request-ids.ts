/** The names that AWS gives a request: its id, S3's second id and the id of its event in the trail. */
import type { Random } from '../../kit/index.ts'

export interface RequestIds {
  /** A UUID; S3 has ids of its own. */
  readonly requestId: string
  readonly eventId: string
  /** S3's alone. */
  readonly hostId?: string
}

export function requestIdsOf(random: Random): RequestIds {
  const bytes = random(32)
  return { requestId: uuidOf(bytes.subarray(0, 16)), eventId: uuidOf(bytes.subarray(16)) }
}

/** Draws a block at a time: an id is no secret, and a draw costs the same for four bytes as for four thousand. */
export function drawInBlocks(random: Random, blockSize = 4096): Random {
  let block: Uint8Array = new Uint8Array(0)
  let at = 0
  return (length) => {
    if (at + length > block.length) {
      block = random(Math.max(blockSize, length))
      at = 0
    }
    at += length
    return block.subarray(at - length, at)
  }
}

/** S3's x-amz-request-id has 16 letters and digits, and beside it goes its x-amz-id-2. */
export function s3IdsOf(ids: RequestIds, random: Random): RequestIds {
  const bytes = random(72)
  const requestId = Array.from(bytes.subarray(0, 16), (byte) => letters[byte & 31]).join('')
  return { ...ids, requestId, hostId: Buffer.from(bytes.subarray(16)).toString('base64') }
}

const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A version 4 UUID of 16 random bytes (RFC 9562 section 5.4). */
function uuidOf(random: Uint8Array): string {
  const bytes = Buffer.from(random)
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
