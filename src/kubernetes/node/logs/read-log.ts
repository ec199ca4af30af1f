/** Reads a container's log as `kubectl logs` asks for it. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { ContainerLog } from './container-log.ts'

export interface LogQuery {
  readonly follow: boolean
  readonly tail?: number
  /** Milliseconds since the epoch. */
  readonly since?: number
  readonly limitBytes?: number
  readonly timestamps: boolean
  readonly stream?: 'stdout' | 'stderr'
}

/** `live` is the writer of the same file, where it is still written to. */
export async function* readLog(
  path: string,
  query: LogQuery,
  live: ContainerLog | undefined,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  let left = query.limitBytes ?? Infinity
  const news = query.follow && live !== undefined ? listen(live, signal) : undefined
  let file = openSync(path, 'r')
  try {
    let isLeft = false
    let position = query.tail === undefined ? 0 : findTail(file, query.tail)
    for (;;) {
      const read = readLines(file, position)
      position = read.position
      const text = read.lines.flatMap((line) => format(line, query))
      if (text.length > 0) {
        const bytes = Buffer.concat(text).subarray(0, left)
        left -= bytes.length
        if (bytes.length > 0) yield bytes
        if (left <= 0) return
      }
      if (read.more) continue
      if (news === undefined) return
      if (isLeft) {
        // All that the old file held has been read by now.
        closeSync(file)
        file = openSync(path, 'r')
        position = 0
        isLeft = false
        continue
      }
      const what = await news.next()
      if (what === 'ended' && readLines(file, position).lines.length === 0) return
      isLeft = what === 'rotated'
    }
  } finally {
    news?.close()
    closeSync(file)
  }
}

interface Lines {
  readonly lines: readonly Buffer[]
  readonly position: number
  readonly more: boolean
}

const chunkSize = 256 * 1024

function readLines(file: number, from: number): Lines {
  const chunk = Buffer.alloc(chunkSize)
  const length = readSync(file, chunk, 0, chunkSize, from)
  const whole = chunk.subarray(0, length).lastIndexOf(10) + 1
  const lines: Buffer[] = []
  for (let at = 0; at < whole;) {
    const end = chunk.indexOf(10, at)
    lines.push(chunk.subarray(at, end))
    at = end + 1
  }
  return { lines, position: from + whole, more: whole > 0 && length === chunkSize }
}

/** Where the last so many lines begin. */
function findTail(file: number, wanted: number): number {
  let position = fstatSync(file).size
  if (wanted <= 0) return position
  const chunk = Buffer.alloc(chunkSize)
  let found = -1
  while (position > 0) {
    const start = Math.max(0, position - chunkSize)
    const length = readSync(file, chunk, 0, position - start, start)
    for (let at = length - 1; at >= 0; at--) if (chunk[at] === 10 && ++found === wanted) return start + at + 1
    position = start
  }
  return 0
}

const newline = Buffer.from('\n')

/** `TIME STREAM TAG TEXT`; a partial line goes on in the next. */
function format(line: Buffer, { since, timestamps, stream }: LogQuery): readonly Buffer[] {
  const first = line.indexOf(32)
  const second = line.indexOf(32, first + 1)
  const third = line.indexOf(32, second + 1)
  if (first < 0 || second < 0 || third < 0) return []
  const time = line.toString('latin1', 0, first)
  if (since !== undefined && Date.parse(time) < since) return []
  if (stream !== undefined && line.toString('latin1', first + 1, second) !== stream) return []
  const isPartial = line[second + 1] === 80
  const text = line.subarray(third + 1)
  return [...(timestamps ? [Buffer.from(`${time} `)] : []), text, ...(isPartial ? [] : [newline])]
}

interface News {
  next(): Promise<'more' | 'rotated' | 'ended'>
  close(): void
}

function listen(log: ContainerLog, signal: AbortSignal): News {
  let pending: 'more' | 'rotated' | 'ended' | undefined = log.hasEnded() ? 'ended' : undefined
  let wake = (): void => undefined
  const tell = (what: 'more' | 'rotated' | 'ended'): void => {
    // What has ended or was rotated is worth more than that there is more.
    if (pending === undefined || pending === 'more' || what === 'ended') pending = what
    wake()
  }
  const stop = log.follow(tell)
  const onAbort = (): void => tell('ended')
  signal.addEventListener('abort', onAbort)
  return {
    next: async () => {
      if (pending === undefined) await new Promise<void>((resolve) => (wake = resolve))
      const what = pending ?? 'more'
      // An end stays one.
      pending = what === 'ended' ? 'ended' : undefined
      return what
    },
    close: () => {
      stop()
      signal.removeEventListener('abort', onAbort)
    },
  }
}
