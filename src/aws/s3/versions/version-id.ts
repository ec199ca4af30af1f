/** Version ids: opaque to clients; within one lies the place of its version among those of the key, masked by chance. */
import { fromBase64Url, sha256, toBase64Url } from '../../../kit/index.ts'

/** How S3 calls what was written while versioning was not enabled. */
export const nullVersion = 'null'

const orderSize = 6
export const nonceSize = 18

/** The greatest place that a version can have. */
export const lastOrder = 2 ** (orderSize * 8) - 1

export function versionIdOf(order: number, nonce: Uint8Array): string {
  const bytes = Buffer.alloc(orderSize)
  bytes.writeUIntBE(order, 0, orderSize)
  return toBase64Url(Buffer.concat([masked(bytes, nonce), nonce])).replaceAll('-', '.')
}

/** The place that an id tells; undefined for what no bucket has as an id. */
export function orderOfId(id: string): number | undefined {
  if (!/^[\w.]{32}$/.test(id)) return undefined
  const bytes = fromBase64Url(id.replaceAll('.', '-'))
  if (bytes === undefined) return undefined
  return masked(bytes.subarray(0, orderSize), bytes.subarray(orderSize)).readUIntBE(0, orderSize)
}

/** By a hash, for small places would let the mask itself be seen. */
function masked(place: Uint8Array, nonce: Uint8Array): Buffer {
  const mask = sha256(nonce)
  return Buffer.from(place.map((byte, index) => byte ^ mask[index]!))
}
