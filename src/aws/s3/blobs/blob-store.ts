/**
 * The bytes of objects: files that are written once, named at random, and deleted when nothing speaks of them any more.
 * A blob counts once a document in the store names it; until then it is a leftover, and a leftover of an earlier run
 * is cleared at the start. So a file needs no second name while it is being written.
 */
import { closeSync, mkdirSync, openSync, readSync } from 'node:fs'
import { open, readdir, unlink, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Random } from '../../../kit/index.ts'
import type { Segment } from '../model.ts'
import { shareSync } from './shared-sync.ts'

export interface BlobStore {
  /** Begins a new blob. */
  create(): Promise<BlobWriter>
  /** The bytes of segments in a row. The blobs stay until the reading has ended or `signal` gives it up. */
  read(segments: readonly Segment[], range: ByteSpan, signal: AbortSignal): AsyncIterable<Uint8Array>
  /**
   * Deletes blobs that no document names any more, those that are being read when that is done.
   * Never rejects: what cannot be deleted is told to `onFault` and tried again at the next start.
   */
  discard(segments: readonly Segment[]): Promise<void>
  /** Deletes the blobs of earlier runs but those that documents name. */
  clear(kept: ReadonlySet<string>): Promise<void>
}

/** From `start` up to but without `end`. */
export interface ByteSpan {
  readonly start: number
  readonly end: number
}

export interface BlobWriter {
  readonly blob: string
  write(bytes: Uint8Array): Promise<void>
  /** Resolves when the bytes and the file's name are on the disk. */
  finish(): Promise<void>
  /** Deletes what was written. */
  cancel(): Promise<void>
}

const chunkSize = 256 * 1024

/** What is no longer is read at once: three trips through the pool of threads cost more than the reading. */
const smallSize = 64 * 1024

export interface BlobsFacts {
  readonly directory: string
  readonly random: Random
  readonly onFault: (fault: unknown) => void
}

export function openBlobs({ directory, random, onFault }: BlobsFacts): BlobStore {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  /** Begins the name of every blob of this run, so that leftovers of earlier ones can be told. */
  const run = Buffer.from(random(6)).toString('hex')
  const readers = new Map<string, number>()
  const discarded = new Set<string>()
  const syncNames = shareSync(() => syncDirectory(directory))
  const pathOf = (blob: string): string => join(directory, blob)

  async function remove(blob: string): Promise<void> {
    try {
      await unlink(pathOf(blob))
    } catch (fault) {
      if (!isMissing(fault)) onFault(fault)
    }
  }

  function hold(blob: string): void {
    readers.set(blob, (readers.get(blob) ?? 0) + 1)
  }

  async function letGo(blob: string): Promise<void> {
    const left = readers.get(blob)! - 1
    if (left > 0) return void readers.set(blob, left)
    readers.delete(blob)
    if (discarded.delete(blob)) await remove(blob)
  }

  async function* read(segments: readonly Segment[], { start, end }: ByteSpan): AsyncGenerator<Uint8Array> {
    let at = 0
    for (const { blob, size } of segments) {
      const [from, to] = [Math.max(start - at, 0), Math.min(end - at, size)]
      at += size
      if (from < to) yield* readFile(pathOf(blob), from, to)
    }
  }

  return {
    create: async () => {
      const blob = `${run}-${Buffer.from(random(12)).toString('hex')}`
      return writerOf(blob, await open(pathOf(blob), 'wx', 0o600), { syncNames, remove })
    },
    read: (segments, range, signal) => {
      for (const { blob } of segments) hold(blob)
      return endingWith(read(segments, range), signal, async () => {
        for (const { blob } of segments) await letGo(blob)
      })
    },
    discard: async (segments) => {
      for (const { blob } of segments)
        if (readers.has(blob)) discarded.add(blob)
        else await remove(blob)
    },
    clear: async (kept) => {
      for (const name of await readdir(directory))
        if (!name.startsWith(`${run}-`) && !kept.has(name)) await remove(name)
    },
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

function writerOf(
  blob: string,
  file: FileHandle,
  at: { syncNames: () => Promise<void>; remove: (blob: string) => Promise<void> },
): BlobWriter {
  return {
    blob,
    write: async (bytes) => {
      for (let rest = bytes; rest.length > 0;) rest = rest.subarray((await file.write(rest)).bytesWritten)
    },
    finish: async () => {
      await file.datasync()
      await file.close()
      await at.syncNames()
    },
    cancel: async () => {
      await file.close()
      await at.remove(blob)
    },
  }
}

async function* readFile(path: string, from: number, to: number): AsyncGenerator<Uint8Array> {
  if (to - from <= smallSize) return void (yield readSmall(path, from, to))
  const file = await open(path, 'r')
  try {
    for (let position = from; position < to;) {
      const buffer = Buffer.allocUnsafe(Math.min(chunkSize, to - position))
      const { bytesRead } = await file.read(buffer, 0, buffer.length, position)
      if (bytesRead === 0) throw tooShort()
      position += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

function readSmall(path: string, from: number, to: number): Uint8Array {
  const buffer = Buffer.allocUnsafe(to - from)
  const file = openSync(path, 'r')
  try {
    for (let read = 0; read < buffer.length;) {
      const count = readSync(file, buffer, read, buffer.length - read, from + read)
      if (count === 0) throw tooShort()
      read += count
    }
    return buffer
  } finally {
    closeSync(file)
  }
}

const tooShort = (): Error => new Error('the file of an object is shorter than its document says')

/** The same values; `end` runs once, when they are through, given up, or the signal aborts. */
function endingWith(
  values: AsyncGenerator<Uint8Array>,
  signal: AbortSignal,
  end: () => Promise<void>,
): AsyncIterable<Uint8Array> {
  let ended: Promise<void> | undefined
  const endOnce = (): Promise<void> => (ended ??= end())
  if (signal.aborted) void endOnce()
  else signal.addEventListener('abort', () => void endOnce(), { once: true })
  return {
    async *[Symbol.asyncIterator]() {
      try {
        yield* values
      } finally {
        await endOnce()
      }
    },
  }
}

const isMissing = (fault: unknown): boolean =>
  typeof fault === 'object' && fault !== null && 'code' in fault && fault.code === 'ENOENT'
