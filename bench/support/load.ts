/** A closed-loop load over raw keep-alive sockets, cheap enough not to be what is measured. */
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

export interface Load {
  readonly host: string
  readonly port: number
  readonly connections: number
  readonly requests: number
  /** The bytes of the nth request; its answer must carry a Content-Length or come in chunks. */
  readonly request: (index: number) => Buffer
  /** The process that answers, whose CPU time is read. */
  readonly pid: number
  readonly tls?: { readonly ca: string; readonly servername: string }
  /** Looks at the body of the nth answer. */
  readonly look?: (index: number, body: Buffer) => void
}

export interface Measured {
  readonly perSecond: number
  /** CPU time of the answering process for a request, in microseconds. */
  readonly cpuMicroseconds: number
  readonly p50: number
  readonly p99: number
  /** Answers by status. */
  readonly statuses: Readonly<Record<string, number>>
}

export async function runLoad(load: Load): Promise<Measured> {
  const latencies: number[] = []
  const statuses: Record<string, number> = {}
  let next = 0
  const cpuBefore = cpuTicks(load.pid)
  const started = performance.now()
  const worker = async (): Promise<void> => {
    let connection = await connectTo(load)
    for (let index = next++; index < load.requests; index = next++) {
      const sent = performance.now()
      // A server that keeps no connection alive pays for a new one each time.
      if (connection.closed) connection = await connectTo(load)
      const { status, body } = await connection.ask(load.request(index))
      latencies.push(performance.now() - sent)
      statuses[status] = (statuses[status] ?? 0) + 1
      load.look?.(index, body)
    }
    connection.end()
  }
  await Promise.all(Array.from({ length: load.connections }, worker))
  const seconds = (performance.now() - started) / 1000
  const sorted = latencies.toSorted((a, b) => a - b)
  return {
    perSecond: load.requests / seconds,
    cpuMicroseconds: ((cpuTicks(load.pid) - cpuBefore) * 10_000) / load.requests,
    p50: sorted[Math.floor(sorted.length * 0.5)]!,
    p99: sorted[Math.floor(sorted.length * 0.99)]!,
    statuses,
  }
}

/** User and system time of a process in hundredths of a second (proc(5)). */
function cpuTicks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11]) + Number(fields[12])
}

/** User and system time of a process. */
export const cpuMilliseconds = (pid: number): number => cpuTicks(pid) * 10

export const residentMegabytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024

function open({ host, port, tls }: Load): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket: Socket =
      tls === undefined
        ? connect({ host, port, noDelay: true }, () => resolve(socket))
        : connectTls(
            { host, port, ca: tls.ca, servername: tls.servername, ALPNProtocols: ['http/1.1'] },
            () => resolve(socket),
          )
    socket.once('error', reject)
  })
}

interface Connection {
  readonly closed: boolean
  /** The status of the answer, or `closed` when none came. */
  ask(request: Buffer): Promise<{ readonly status: string; readonly body: Buffer }>
  end(): void
}

const lastChunk = Buffer.from('0\r\n\r\n')

async function connectTo(load: Load): Promise<Connection> {
  const socket = await open(load)
  let kept: Buffer = Buffer.alloc(0)
  let closed = false
  let answer: ((answer: { status: string; body: Buffer }) => void) | undefined
  const settle = (status: string, body: Buffer = Buffer.alloc(0)): void => {
    answer?.({ status, body })
    answer = undefined
  }
  socket.on('data', (chunk: Buffer) => {
    kept = kept.length === 0 ? chunk : Buffer.concat([kept, chunk])
    const end = kept.indexOf('\r\n\r\n')
    if (end === -1) return
    const head = kept.toString('latin1', 0, end)
    // One answer at a time: whatever follows the head belongs to it, so its last chunk ends the bytes that are there.
    if (/\r\ntransfer-encoding: chunked/i.test(head) && !kept.subarray(-5).equals(lastChunk)) return
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? kept.length - end - 4)
    if (kept.length < end + 4 + length) return
    const body = kept.subarray(end + 4, end + 4 + length)
    kept = kept.subarray(end + 4 + length)
    if (/^HTTP\/1\.0|\r\nconnection: close/i.test(head)) closed = true
    settle(head.slice(9, 12), body)
  })
  socket.on('close', () => {
    closed = true
    settle('closed')
  })
  socket.on('error', () => socket.destroy())
  return {
    get closed() {
      return closed
    },
    ask: (request) =>
      new Promise((resolve) => {
        answer = resolve
        socket.write(request)
      }),
    end: () => void socket.destroy(),
  }
}

/** The bytes of a POST with keep-alive. */
export function post(path: string, headers: Readonly<Record<string, string>>, body: string): Buffer {
  const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)) }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`)
}
