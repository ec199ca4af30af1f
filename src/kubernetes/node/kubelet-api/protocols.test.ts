import assert from 'node:assert/strict'
import { Duplex } from 'node:stream'
import { test } from 'node:test'
import { deflateSync, constants, createInflate } from 'node:zlib'
import { openSpdy, type SpdyStream } from './spdy/connection.ts'
import { dictionary } from './spdy/dictionary.ts'
import { acceptKey, openWebSocket } from './websocket/connection.ts'

/** Two ends, each of which reads what the other writes. */
function pipe(): { readonly near: Duplex; readonly far: Duplex } {
  const end = (other: () => Duplex): Duplex =>
    new Duplex({
      read: () => undefined,
      write: (chunk, _encoding, done) => {
        other().push(chunk)
        done()
      },
      final: (done) => {
        other().push(null)
        done()
      },
    })
  const near: Duplex = end(() => far)
  const far: Duplex = end(() => near)
  return { near, far }
}

async function until(holds: () => boolean): Promise<void> {
  for (let n = 0; n < 1000 && !holds(); n++) await new Promise((resolve) => setTimeout(resolve, 5))
  assert.ok(holds())
}

test('the dictionary is the one that both ends know', () => assert.equal(dictionary.length, 1423))

function synStream(id: number, streamType: string): Buffer {
  const pairs = Buffer.alloc(4 + 4 + 10 + 4 + streamType.length)
  pairs.writeUInt32BE(1, 0)
  pairs.writeUInt32BE(10, 4)
  pairs.write('streamtype', 8)
  pairs.writeUInt32BE(streamType.length, 18)
  pairs.write(streamType, 22)
  const block = deflateSync(pairs, { dictionary, finishFlush: constants.Z_SYNC_FLUSH })
  const head = Buffer.alloc(18)
  head.writeUInt32BE(0x80030001, 0)
  head.writeUIntBE(10 + block.length, 5, 3)
  head.writeUInt32BE(id, 8)
  return Buffer.concat([head, block])
}

function dataFrame(id: number, text: string, flags = 0): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(id, 0)
  head[4] = flags
  head.writeUIntBE(text.length, 5, 3)
  return Buffer.concat([head, Buffer.from(text)])
}

test('a stream is opened, answered, read to its end and written to, however its bytes come', async () => {
  const { near, far } = pipe()
  const streams: SpdyStream[] = []
  const seen: string[] = []
  openSpdy(near, { onStream: (stream) => streams.push(stream), onClose: () => seen.push('closed') })
  const bytes = Buffer.concat([synStream(1, 'stdin'), dataFrame(1, 'early'), dataFrame(1, ' late', 1)])
  let said = Buffer.alloc(0)
  far.on('data', (chunk: Buffer) => (said = Buffer.concat([said, chunk])))
  for (const byte of bytes) far.write(Buffer.of(byte))
  await until(() => streams.length === 1)
  assert.equal(streams[0]!.headers.get('streamtype'), 'stdin')
  streams[0]!.onData((chunk) => seen.push(String(chunk)))
  streams[0]!.onEnd(() => seen.push('end'))
  await until(() => seen.length === 3)
  assert.deepEqual(seen, ['early', ' late', 'end'])
  streams[0]!.end(Buffer.from('bye'))
  await until(() => said.length > 22 && said.subarray(-3).toString() === 'bye')
  assert.equal(said.readUInt32BE(0), 0x80030002)
  const length = said.readUIntBE(5, 3)
  const inflate = createInflate({ dictionary })
  const headers: Buffer[] = []
  inflate.on('data', (chunk: Buffer) => headers.push(chunk))
  inflate.write(said.subarray(12, 8 + length))
  await until(() => headers.length > 0)
  assert.deepEqual(headers[0], Buffer.alloc(4))
  assert.deepEqual(said.subarray(8 + length), dataFrame(1, 'bye', 1))
  far.end()
  await until(() => seen.at(-1) === 'closed')
})

test('what is no SPDY ends the connection and nothing else', async () => {
  for (const bytes of [
    Buffer.alloc(64, 0xff),
    Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    Buffer.concat([synStream(1, 'a').subarray(0, 18), Buffer.alloc(400, 7)]),
  ]) {
    const { near, far } = pipe()
    let closed = false
    openSpdy(near, { onStream: () => undefined, onClose: () => (closed = true) })
    far.write(bytes)
    far.end()
    await until(() => closed)
  }
})

test('a WebSocket’s key is answered as RFC 6455 has it', () =>
  assert.equal(acceptKey('dGhlIHNhbXBsZSBub25jZQ=='), 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='))

function clientFrame(code: number, body: Buffer, isLast = true): Buffer {
  const mask = Buffer.from([1, 2, 3, 4])
  const masked = Buffer.from(body.map((byte, at) => byte ^ mask[at & 3]!))
  return Buffer.concat([Buffer.from([(isLast ? 0x80 : 0) | code, 0x80 | body.length]), mask, masked])
}

test('messages come whole, pings are answered, what is not masked is refused', async () => {
  const { near, far } = pipe()
  const seen: string[] = []
  const connection = openWebSocket(near, {
    onMessage: (message) => seen.push(String(message)),
    onClose: () => seen.push('closed'),
  })
  const bytes = Buffer.concat([
    clientFrame(2, Buffer.from('a'), false),
    clientFrame(0, Buffer.from('b')),
    clientFrame(9, Buffer.from('p')),
  ])
  let said = Buffer.alloc(0)
  far.on('data', (chunk: Buffer) => (said = Buffer.concat([said, chunk])))
  for (const byte of bytes) far.write(Buffer.of(byte))
  await until(() => said.length === 3)
  assert.deepEqual(seen, ['ab'])
  assert.deepEqual(said, Buffer.from([0x8a, 1, 112]))
  connection.send(Buffer.alloc(300, 1))
  await until(() => said.length === 307)
  assert.deepEqual(said.subarray(3, 7), Buffer.from([0x82, 126, 1, 44]))
  far.write(Buffer.from([0x82, 1, 65]))
  await until(() => seen.length === 2)
  assert.deepEqual(seen, ['ab', 'closed'])
})
