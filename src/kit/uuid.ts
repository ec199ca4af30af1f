/** Random UUIDs (RFC 9562 version 4) from randomness that is handed in. */
import { toHex } from './bytes.ts'
import type { Random } from './clock.ts'

export function newUuid(random: Random): string {
  const bytes = Uint8Array.from(random(16))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
