/** Takes the upgrade of an exec call: SPDY/3.1 from API servers, WebSockets from whoever speaks them. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { PodContext, RunningContainer } from '../containers/context.ts'
import { runCommand, type CommandChannels, type TerminalSize } from './run-command.ts'
import { openSpdy, type SpdyStream } from './spdy/connection.ts'
import { acceptKey, openWebSocket } from './websocket/connection.ts'

export interface ExecQuery {
  readonly command: readonly string[]
  readonly stdin: boolean
  readonly stdout: boolean
  readonly stderr: boolean
  readonly tty: boolean
}

export interface ExecTarget {
  readonly context: PodContext
  readonly running: RunningContainer
}

export function serveExec(
  request: IncomingMessage,
  socket: Duplex,
  query: ExecQuery,
  target: ExecTarget,
): void {
  const upgrade = (request.headers.upgrade ?? '').toLowerCase()
  if (upgrade === 'spdy/3.1') serveSpdy(request, socket, query, target)
  else if (upgrade === 'websocket') serveWebSocket(request, socket, query, target)
  else refuseUpgrade(socket, 400, 'Upgrade request required')
}

export function refuseUpgrade(socket: Duplex, status: number, message: string): void {
  const body = Buffer.from(message)
  socket.end(
    `HTTP/1.1 ${status} ${status === 403 ? 'Forbidden' : status === 401 ? 'Unauthorized' : status === 404 ? 'Not Found' : 'Bad Request'}\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${message}`,
  )
}

/** How long the streams may take to be opened, in milliseconds. */
const patience = 30_000

function serveSpdy(
  request: IncomingMessage,
  socket: Duplex,
  query: ExecQuery,
  { context, running }: ExecTarget,
): void {
  const offered = (request.headersDistinct['x-stream-protocol-version'] ?? [])
    .flatMap((line) => line.split(','))
    .map((name) => name.trim())
  const protocol = ['v4.channel.k8s.io', 'v3.channel.k8s.io', 'v2.channel.k8s.io'].find((name) =>
    offered.includes(name),
  )
  if (protocol === undefined)
    return refuseUpgrade(socket, 403, 'no stream protocol that this node speaks was offered')
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: ${protocol}\r\n\r\n`,
  )
  const streams = new Map<string, SpdyStream>()
  const wanted = [
    'error',
    ...(query.stdin ? ['stdin'] : []),
    ...(query.stdout ? ['stdout'] : []),
    ...(query.stderr && !query.tty ? ['stderr'] : []),
    ...(query.tty && protocol >= 'v3' ? ['resize'] : []),
  ]
  const gone: (() => void)[] = []
  const late = setTimeout(() => connection.close(), patience)
  const connection = openSpdy(socket, {
    onStream: (stream) => {
      streams.set(stream.headers.get('streamtype') ?? '', stream)
      if (!wanted.every((name) => streams.has(name))) return
      clearTimeout(late)
      start()
    },
    onClose: () => {
      clearTimeout(late)
      gone.forEach((listener) => listener())
    },
  })
  let started = false
  const start = (): void => {
    if (started) return
    started = true
    const resize = readSizes()
    streams.get('resize')?.onData(resize.take)
    runCommand(context, running, query, {
      hasInput: query.stdin,
      onInput: (listener) => streams.get('stdin')?.onData(listener),
      onInputEnd: (listener) => streams.get('stdin')?.onEnd(listener),
      onResize: resize.tell,
      write: (to, chunk) => streams.get(to)?.write(chunk),
      isDraining: connection.isDraining,
      onDrain: connection.onDrain,
      finish: (status) => {
        streams.get('error')?.end(protocol.startsWith('v4') ? status : plainStatus(status))
        for (const name of ['stdout', 'stderr']) streams.get(name)?.end()
        // The other end hangs up when it has read all; it is not waited for without end.
        setTimeout(() => connection.close(), 5000).unref()
      },
      onGone: (listener) => void gone.push(listener),
    })
  }
}

/** Before version 4 the stream of errors held words alone. */
function plainStatus(status: Buffer): Buffer {
  const { status: said, message } = JSON.parse(status.toString()) as { status: string; message?: string }
  return Buffer.from(said === 'Success' ? '' : (message ?? said))
}

const channel = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 }

function serveWebSocket(
  request: IncomingMessage,
  socket: Duplex,
  query: ExecQuery,
  { context, running }: ExecTarget,
): void {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
  const protocol = ['v5.channel.k8s.io', 'v4.channel.k8s.io'].find((name) => offered.includes(name))
  const key = request.headers['sec-websocket-key']
  if (protocol === undefined || key === undefined || request.headers['sec-websocket-version'] !== '13')
    return refuseUpgrade(socket, 400, 'no stream protocol that this node speaks was offered')
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${acceptKey(key)}\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`,
  )
  const listeners = {
    input: [] as ((chunk: Buffer) => void)[],
    inputEnd: [] as (() => void)[],
    gone: [] as (() => void)[],
  }
  const resize = readSizes()
  const connection = openWebSocket(socket, {
    onMessage: (message) => {
      const [to, body] = [message[0], message.subarray(1)]
      if (to === channel.stdin) listeners.input.forEach((listener) => listener(body))
      else if (to === channel.resize) resize.take(body)
      else if (to === channel.close && body[0] === channel.stdin)
        listeners.inputEnd.forEach((listener) => listener())
    },
    onClose: () => [...listeners.inputEnd, ...listeners.gone].forEach((listener) => listener()),
  })
  const send = (to: number, body: Buffer): void => connection.send(Buffer.concat([Buffer.of(to), body]))
  // All that was asked for is told to be open, as kubectl waits to hear.
  for (const name of ['stdout', 'stderr'] as const) if (query[name]) send(channel[name], Buffer.alloc(0))
  const channels: CommandChannels = {
    hasInput: query.stdin,
    onInput: (listener) => void listeners.input.push(listener),
    onInputEnd: (listener) => void listeners.inputEnd.push(listener),
    onResize: resize.tell,
    write: (to, chunk) => send(channel[to], chunk),
    isDraining: connection.isDraining,
    onDrain: connection.onDrain,
    finish: (status) => {
      send(channel.error, status)
      connection.close()
    },
    onGone: (listener) => void listeners.gone.push(listener),
  }
  runCommand(context, running, query, channels)
}

/** Sizes come as JSON, one after the other, and may come before anybody asks. */
function readSizes(): {
  take: (chunk: Buffer) => void
  tell: (listener: (size: TerminalSize) => void) => void
} {
  let last: TerminalSize | undefined
  let listener: (size: TerminalSize) => void = () => undefined
  return {
    take: (chunk) => {
      const [, width, height] = /"Width":(\d+),"Height":(\d+)/.exec(chunk.toString()) ?? []
      if (width === undefined || height === undefined) return
      last = { width: Number(width), height: Number(height) }
      listener(last)
    },
    tell: (next) => {
      listener = next
      if (last !== undefined) next(last)
    },
  }
}
