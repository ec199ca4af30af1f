/** Bytes and their spellings. */
import { createHmac, hash, timingSafeEqual } from 'node:crypto'

export const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8')

export const toHex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')

export const toBase64Url = (bytes: Uint8Array | string): string =>
  (typeof bytes === 'string'
    ? utf8(bytes)
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  ).toString('base64url')

/** Decodes base64url without padding (RFC 7515 section 2), or gives undefined if it is anything else. */
export function fromBase64Url(text: string): Buffer | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return undefined
  return Buffer.from(text, 'base64url')
}

export const sha256 = (data: Uint8Array | string): Buffer => hash('sha256', data, 'buffer')
export const sha256Hex = (data: Uint8Array | string): string => hash('sha256', data, 'hex')
export const hmacSha256 = (key: Uint8Array | string, data: Uint8Array | string): Buffer =>
  createHmac('sha256', key).update(data).digest()

/** Compares two secrets in a time that does not tell where they differ. */
export function equalSecrets(a: Uint8Array | string, b: Uint8Array | string): boolean {
  const [left, right] = [sha256(a), sha256(b)]
  return timingSafeEqual(left, right)
}
