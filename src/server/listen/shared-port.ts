/** One port for plain HTTP and HTTPS, told apart by the first byte: 0x16 opens a TLS handshake (RFC 8446 section 5.1). */
import type { Server as HttpServer } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import { createServer, type Server, type Socket } from 'node:net'

export interface SharedPortLimits {
  /** How long a connection may stay without a first byte, in milliseconds. */
  readonly firstByteTimeout: number
  /** How many connections without a first byte may wait at once; for the next one the oldest is closed. */
  readonly waiting: number
}

export const defaultLimits: SharedPortLimits = { firstByteTimeout: 10_000, waiting: 512 }

const tlsHandshake = 0x16

/** A TCP server that hands each connection to one of the two by its first byte. */
export function createSharedPort(plain: HttpServer, secure: HttpsServer, limits = defaultLimits): Server {
  const waiting = new Set<Socket>()
  // Servers that never listen themselves neither track their connections nor time slow requests out before this event.
  for (const server of [plain, secure]) server.emit('listening')
  return createServer({ noDelay: true }, (socket) => {
    // The oldest makes room: whoever means to speak has had its time, and silence locks nobody out.
    if (waiting.size >= limits.waiting) waiting.values().next().value?.destroy()
    waiting.add(socket)
    const timer = setTimeout(() => socket.destroy(), limits.firstByteTimeout)
    const settle = (): void => {
      clearTimeout(timer)
      waiting.delete(socket)
    }
    socket.once('close', settle)
    socket.once('error', () => socket.destroy())
    socket.once('readable', () => {
      settle()
      const first = socket.read(1) as Buffer | null
      if (first === null) {
        socket.destroy()
        return
      }
      socket.unshift(first)
      const server = first[0] === tlsHandshake ? secure : plain
      server.emit('connection', socket)
    })
  })
}
