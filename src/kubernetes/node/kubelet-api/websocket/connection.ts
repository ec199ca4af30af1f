/** The server's end of a WebSocket (RFC 6455), as much of it as streams of a command need. */
import { createHash } from 'node:crypto'
import type { Duplex } from 'node:stream'

export interface WebSocketEvents {
  readonly onMessage: (message: Buffer) => void
  readonly onClose: () => void
}

export interface WebSocketConnection {
  send(message: Buffer): void
  readonly isDraining: () => boolean
  readonly onDrain: (listener: () => void) => void
  close(): void
}

const codes = { continued: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 }
const longestMessage = 4 * 1024 * 1024

export const acceptKey = (key: string): string =>
  createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')

export function openWebSocket(socket: Duplex, { onMessage, onClose }: WebSocketEvents): WebSocketConnection {
  let rest: Buffer = Buffer.alloc(0)
  let parts: Buffer[] = []
  let closed = false
  const over = (): void => {
    if (closed) return
    closed = true
    socket.destroy()
    onClose()
  }
  const sendFrame = (code: number, body: Buffer): void => {
    if (!closed && socket.writable) socket.write(frame(code, body))
  }

  const take = (code: number, isLast: boolean, body: Buffer): void => {
    if (code === codes.close) {
      sendFrame(codes.close, body.subarray(0, 2))
      socket.end()
    } else if (code === codes.ping) sendFrame(codes.pong, body)
    else if (code === codes.binary || code === codes.text || code === codes.continued) {
      parts.push(body)
      if (parts.reduce((sum, part) => sum + part.length, 0) > longestMessage) return over()
      if (!isLast) return
      const message = Buffer.concat(parts)
      parts = []
      onMessage(message)
    }
  }

  socket.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (;;) {
      const read = readFrame(rest)
      if (read === 'too long' || read === 'not masked') return over()
      if (read === undefined || closed) return
      rest = rest.subarray(read.length)
      take(read.code, read.isLast, read.body)
    }
  })
  socket.once('end', over)
  socket.once('close', over)
  socket.on('error', over)
  return {
    send: (message) => sendFrame(codes.binary, message),
    isDraining: () => socket.writableNeedDrain,
    onDrain: (listener) => void socket.on('drain', listener),
    close: () => {
      sendFrame(codes.close, Buffer.from([0x03, 0xe8]))
      if (!closed) socket.end()
    },
  }
}

interface Frame {
  readonly code: number
  readonly isLast: boolean
  readonly body: Buffer
  readonly length: number
}

function readFrame(bytes: Buffer): Frame | 'too long' | 'not masked' | undefined {
  if (bytes.length < 2) return undefined
  const short = bytes[1]! & 0x7f
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0
  if ((bytes[1]! & 0x80) === 0) return 'not masked'
  if (bytes.length < 6 + extra) return undefined
  const size = extra === 2 ? bytes.readUInt16BE(2) : extra === 8 ? Number(bytes.readBigUInt64BE(2)) : short
  if (size > longestMessage) return 'too long'
  const start = 6 + extra
  if (bytes.length < start + size) return undefined
  const mask = bytes.subarray(2 + extra, start)
  const body = Buffer.from(bytes.subarray(start, start + size))
  for (let at = 0; at < size; at++) body[at]! ^= mask[at & 3]!
  return { code: bytes[0]! & 15, isLast: (bytes[0]! & 0x80) !== 0, body, length: start + size }
}

function frame(code: number, body: Buffer): Buffer {
  const head = Buffer.alloc(body.length < 126 ? 2 : body.length < 65_536 ? 4 : 10)
  head[0] = 0x80 | code
  if (body.length < 126) head[1] = body.length
  else if (body.length < 65_536) {
    head[1] = 126
    head.writeUInt16BE(body.length, 2)
  } else {
    head[1] = 127
    head.writeBigUInt64BE(BigInt(body.length), 2)
  }
  return Buffer.concat([head, body])
}
