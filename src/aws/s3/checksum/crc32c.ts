/** CRC-32C (Castagnoli, RFC 3720 appendix B.4), eight bytes at a step. */
const polynomial = 0x82f63b78

const tables = makeTables()

/** The checksum of bytes that follow those whose checksum is `value`; 0 before the first. */
export function crc32c(bytes: Uint8Array, value = 0): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as Tables
  let crc = ~value
  let index = 0
  for (const end = bytes.length - 7; index < end; index += 8) {
    crc ^= bytes[index]! | (bytes[index + 1]! << 8) | (bytes[index + 2]! << 16) | (bytes[index + 3]! << 24)
    crc =
      t7[crc & 0xff]! ^
      t6[(crc >>> 8) & 0xff]! ^
      t5[(crc >>> 16) & 0xff]! ^
      t4[crc >>> 24]! ^
      t3[bytes[index + 4]!]! ^
      t2[bytes[index + 5]!]! ^
      t1[bytes[index + 6]!]! ^
      t0[bytes[index + 7]!]!
  }
  for (; index < bytes.length; index++) crc = (crc >>> 8) ^ t0[(crc ^ bytes[index]!) & 0xff]!
  return ~crc >>> 0
}

type Table = Int32Array
type Tables = [Table, Table, Table, Table, Table, Table, Table, Table]

/** Table n holds what a byte does to the checksum when n zero bytes follow it. */
function makeTables(): readonly Table[] {
  const made = Array.from({ length: 8 }, () => new Int32Array(256))
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? polynomial : 0)
    made[0]![byte] = crc
  }
  for (let n = 1; n < 8; n++)
    for (let byte = 0; byte < 256; byte++) {
      const before = made[n - 1]![byte]!
      made[n]![byte] = (before >>> 8) ^ made[0]![before & 0xff]!
    }
  return made
}
