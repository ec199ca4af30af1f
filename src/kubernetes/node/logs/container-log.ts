/** The log of one run of a container, in the lines that the kubelet's API reads: time, stream, whole or partial, text. */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Clock } from '../../../kit/index.ts'

export interface ContainerLog {
  readonly path: string
  take(stream: 'stdout' | 'stderr', source: Readable): void
  /** Told when there is more, when the file was changed for an empty one, and of the end. Returns what ends that. */
  follow(listener: (what: 'more' | 'rotated' | 'ended') => void): () => void
  readonly hasEnded: () => boolean
  end(): void
}

export interface LogWish {
  readonly path: string
  readonly now: Clock
  /** Bytes after which a new file is begun. */
  readonly maxSize?: number
  readonly maxFiles?: number
}

const longestLine = 16 * 1024

export function openContainerLog({
  path,
  now,
  maxSize = 10 * 1024 * 1024,
  maxFiles = 5,
}: LogWish): ContainerLog {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 })
  let file = openSync(path, 'a', 0o640)
  let size = statSync(path).size
  let ended = false
  const listeners = new Set<(what: 'more' | 'rotated' | 'ended') => void>()
  const tell = (what: 'more' | 'rotated' | 'ended'): void => listeners.forEach((listener) => listener(what))

  const write = (stream: string, tag: 'F' | 'P', text: Buffer): void => {
    if (ended) return
    const line = Buffer.concat([Buffer.from(`${stamp(now())} ${stream} ${tag} `), text, Buffer.from('\n')])
    writeSync(file, line)
    size += line.length
    if (size >= maxSize) rotate()
  }

  const rotate = (): void => {
    closeSync(file)
    renameSync(
      path,
      freeName(`${path}.${stamp(now()).slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}`),
    )
    for (const old of olderFiles(path).slice(0, -(maxFiles - 1))) rmSync(old, { force: true })
    file = openSync(path, 'a', 0o640)
    size = 0
    tell('rotated')
  }

  return {
    path,
    take: (stream, source) => {
      let rest: Buffer = Buffer.alloc(0)
      source.on('data', (chunk: Buffer) => {
        rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
        for (;;) {
          const at = rest.indexOf(10)
          if (at === -1 && rest.length < longestLine) break
          const isWhole = at !== -1 && at <= longestLine
          write(stream, isWhole ? 'F' : 'P', rest.subarray(0, isWhole ? at : longestLine))
          rest = rest.subarray(isWhole ? at + 1 : longestLine)
        }
        tell('more')
      })
      source.once('end', () => {
        if (rest.length > 0) write(stream, 'P', rest)
        tell('more')
      })
      source.on('error', () => undefined)
    },
    follow: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    hasEnded: () => ended,
    end: () => {
      if (ended) return
      ended = true
      closeSync(file)
      tell('ended')
    },
  }
}

/** Nanoseconds, as every runtime writes them. */
const stamp = (time: number): string => new Date(time).toISOString().replace('Z', '000000Z')

/** Two within a second get two names. */
function freeName(path: string): string {
  let name = path
  for (let n = 1; existsSync(name); n++) name = `${path}.${n}`
  return name
}

const olderFiles = (path: string): readonly string[] =>
  readdirSync(dirname(path))
    .filter((name) => name.startsWith(`${basename(path)}.`))
    .sort()
    .map((name) => join(dirname(path), name))
