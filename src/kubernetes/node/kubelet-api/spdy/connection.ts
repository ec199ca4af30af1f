/** The server's end of a SPDY/3.1 connection, as much of it as streams of a command need. */
import type { Duplex } from 'node:stream'
import { createHeaderCodec } from './headers.ts'

export interface SpdyStream {
  readonly headers: ReadonlyMap<string, string>
  onData(listener: (chunk: Buffer) => void): void
  onEnd(listener: () => void): void
  write(chunk: Buffer): void
  end(chunk?: Buffer): void
}

export interface SpdyEvents {
  readonly onStream: (stream: SpdyStream) => void
  readonly onClose: () => void
}

export interface SpdyConnection {
  /** False until the other end has taken what was written. */
  readonly isDraining: () => boolean
  readonly onDrain: (listener: () => void) => void
  close(): void
}

const types = { synStream: 1, synReply: 2, reset: 3, ping: 6, goAway: 7 }
const fin = 1
const longestFrame = 1024 * 1024
const mostStreams = 64

interface OpenStream {
  data: ((chunk: Buffer) => void)[]
  end: (() => void)[]
  ended: boolean
  early: Buffer[]
}

export function openSpdy(socket: Duplex, events: SpdyEvents): SpdyConnection {
  const codec = createHeaderCodec()
  const streams = new Map<number, OpenStream>()
  let rest: Buffer = Buffer.alloc(0)
  const state = { closed: false }
  let handling: Promise<unknown> = Promise.resolve()

  const send = (bytes: Buffer): void => {
    if (!state.closed && socket.writable) socket.write(bytes)
  }
  const close = (): void => {
    if (state.closed) return
    state.closed = true
    codec.close()
    socket.destroy()
    for (const stream of streams.values()) finish(stream)
    events.onClose()
  }

  const open = async (body: Buffer, flags: number): Promise<void> => {
    const id = body.readUInt32BE(0) & 0x7fffffff
    if (streams.size >= mostStreams || streams.has(id)) throw new Error('too many streams')
    const headers = await codec.decode(body.subarray(10))
    const stream: OpenStream = { data: [], end: [], ended: (flags & fin) !== 0, early: [] }
    streams.set(id, stream)
    send(control(types.synReply, 0, Buffer.concat([number(id), await codec.encode({})])))
    events.onStream({
      headers,
      onData: (listener) => {
        stream.data.push(listener)
        stream.early.splice(0).forEach((chunk) => listener(chunk))
      },
      onEnd: (listener) => (stream.ended ? listener() : void stream.end.push(listener)),
      write: (chunk) => send(data(id, 0, chunk)),
      end: (chunk = Buffer.alloc(0)) => send(data(id, fin, chunk)),
    })
  }

  const takeControl = async (type: number, flags: number, body: Buffer): Promise<void> => {
    if (type === types.synStream) return open(body, flags)
    if (type === types.ping) send(control(types.ping, 0, body.subarray(0, 4)))
    else if (type === types.reset) {
      const stream = streams.get(body.readUInt32BE(0) & 0x7fffffff)
      if (stream !== undefined) finish(stream)
    } else if (type === types.goAway) socket.end()
  }

  const takeData = (id: number, flags: number, body: Buffer): void => {
    const stream = streams.get(id)
    if (stream === undefined) return
    if (stream.data.length === 0) stream.early.push(body)
    else stream.data.forEach((listener) => listener(body))
    if ((flags & fin) !== 0) finish(stream)
  }

  const takeFrames = async (): Promise<void> => {
    while (rest.length >= 8 && !state.closed) {
      const length = rest.readUIntBE(5, 3)
      if (length > longestFrame) throw new Error('a frame is too long')
      if (rest.length < 8 + length) return
      const [head, flags, body] = [rest.readUInt32BE(0), rest[4]!, rest.subarray(8, 8 + length)]
      rest = rest.subarray(8 + length)
      if (head >>> 31 === 1) await takeControl(head & 0xffff, flags, body)
      else takeData(head, flags, body)
    }
  }

  socket.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    handling = handling.then(takeFrames).catch(close)
  })
  socket.once('end', close)
  socket.once('close', close)
  socket.on('error', close)
  return {
    isDraining: () => socket.writableNeedDrain,
    onDrain: (listener) => void socket.on('drain', listener),
    close: () => {
      if (!state.closed) socket.end()
    },
  }
}

function finish(stream: OpenStream): void {
  if (stream.ended) return
  stream.ended = true
  stream.end.forEach((listener) => listener())
}

const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function control(type: number, flags: number, body: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt16BE(0x8003, 0)
  head.writeUInt16BE(type, 2)
  head[4] = flags
  head.writeUIntBE(body.length, 5, 3)
  return Buffer.concat([head, body])
}

function data(id: number, flags: number, body: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(id, 0)
  head[4] = flags
  head.writeUIntBE(body.length, 5, 3)
  return Buffer.concat([head, body])
}
