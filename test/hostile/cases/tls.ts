/** What is said to a port of TLS beneath TLS. */

export interface HostileBytes {
  readonly name: string
  readonly bytes: Buffer
}

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')
const record = (type: number, version: number, body: Buffer): Buffer => {
  const head = Buffer.alloc(5)
  head.writeUInt8(type, 0)
  head.writeUInt16BE(version, 1)
  head.writeUInt16BE(body.length, 3)
  return Buffer.concat([head, body])
}
const repeated = (bytes: Buffer, times: number): Buffer =>
  Buffer.concat(Array.from({ length: times }, () => bytes))

/** A hello that offers one suite and nothing else. */
const hello = (version: number, suite: number): Buffer => {
  const body = Buffer.alloc(41)
  body.writeUInt16BE(version, 0)
  body.writeUInt16BE(2, 35)
  body.writeUInt16BE(suite, 37)
  body.writeUInt8(1, 39)
  const head = Buffer.from([1, 0, 0, body.length])
  return Buffer.concat([head, body])
}

export const hostileTls: readonly HostileBytes[] = [
  { name: 'plain HTTP', bytes: Buffer.from('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n') },
  {
    name: 'a hello of SSL 2',
    bytes: hex(
      '80 2e 01 00 02 00 15 00 00 00 10 01 00 80 02 00 80 03 00 80 04 00 80 05 00 80 06 00 40 07 00 c0 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f',
    ),
  },
  { name: 'a hello of SSL 3', bytes: record(22, 0x0300, hello(0x0300, 0x002f)) },
  { name: 'a hello of TLS 1.0', bytes: record(22, 0x0301, hello(0x0301, 0x002f)) },
  { name: 'a suite without encryption', bytes: record(22, 0x0301, hello(0x0303, 0x003b)) },
  { name: 'a record of the greatest length', bytes: record(22, 0x0301, Buffer.alloc(65_535, 7)) },
  {
    name: 'a hello that says it has 16 MB',
    bytes: record(22, 0x0301, Buffer.concat([hex('01 ff ff ff'), Buffer.alloc(16_000, 3)])),
  },
  { name: 'empty records without end', bytes: repeated(record(22, 0x0301, Buffer.alloc(0)), 10_000) },
  { name: 'warnings without end', bytes: repeated(record(21, 0x0301, hex('01 00')), 10_000) },
  { name: 'a heartbeat that asks for more than it says', bytes: record(24, 0x0302, hex('01 40 00')) },
  { name: 'data before any handshake', bytes: record(23, 0x0303, Buffer.alloc(1000, 1)) },
  { name: 'a hello twice', bytes: repeated(record(22, 0x0301, hello(0x0303, 0xc02f)), 2) },
  { name: 'zeros', bytes: Buffer.alloc(100_000) },
]

/** The beginning of a handshake that never goes on. */
export const halfHello: Buffer = record(22, 0x0301, hello(0x0303, 0xc02f)).subarray(0, 20)
