/** A closed-loop load over raw keep-alive sockets, cheap enough not to be what is measured. */
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

export interface Load {
  readonly host: string
  readonly port: number
  readonly connections: number
  readonly requests: number
  /** The bytes of the nth request; its answer must carry a Content-Length. */
  readonly request: (index: number) => Buffer
  /** The process that answers, whose CPU time is read. */
  readonly pid: number
  readonly tls?: { readonly ca: string; readonly servername: string }
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
    const socket = await open(load)
    const answers = readAnswers(socket)
    for (let index = next++; index < load.requests; index = next++) {
      const sent = performance.now()
      socket.write(load.request(index))
      const { value: status } = await answers.next()
      latencies.push(performance.now() - sent)
      statuses[status] = (statuses[status] ?? 0) + 1
    }
    socket.destroy()
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

async function* readAnswers(socket: Socket): AsyncGenerator<string, string> {
  let kept: Buffer = Buffer.alloc(0)
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    kept = kept.length === 0 ? chunk : Buffer.concat([kept, chunk])
    for (;;) {
      const end = kept.indexOf('\r\n\r\n')
      if (end === -1) break
      const head = kept.toString('latin1', 0, end)
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0)
      if (kept.length < end + 4 + length) break
      kept = kept.subarray(end + 4 + length)
      yield head.slice(9, 12)
    }
  }
  return 'closed'
}

/** The bytes of a POST with keep-alive. */
export function post(path: string, headers: Readonly<Record<string, string>>, body: string): Buffer {
  const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)) }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`)
}
