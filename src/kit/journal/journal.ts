/**
 * Records as JSON lines in a directory, written in batches beside the store, so that no call waits for them.
 * A crash of the process or a power cut loses what came within the last `flushAfter` and the batch then under way.
 */
import { mkdir, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Clock } from '../clock.ts'
import { readNewestLines } from './read-newest-lines.ts'

export interface Journal<Item> {
  /** Takes a record as one line of JSON. */
  readonly append: (line: string) => void
  /** The newest records on disk, oldest first; lines that a crash left in pieces are skipped. */
  readonly readNewest: (limit: number) => Promise<readonly Item[]>
  /** Resolves when all that was appended is on disk, or could not be written. */
  readonly flush: () => Promise<void>
  /** Flushes and lets go of the file. What is appended later is lost. */
  readonly close: () => Promise<void>
}

export interface JournalFacts {
  readonly directory: string
  /** The file is `<name>.jsonl`; older ones are `<name>-<time>.jsonl`. */
  readonly name: string
  readonly clock: Clock
  /** Told when records cannot be written or had to be dropped. */
  readonly onFault: (fault: unknown) => void
  /** Milliseconds; 500 when absent. */
  readonly flushAfter?: number
  /** A file of so many bytes is put aside; 16 MiB when absent. */
  readonly rotateAt?: number
  /** So many files put aside are kept; 10 when absent. */
  readonly keep?: number
  /** Files put aside so many milliseconds ago are deleted when the next one is; for ever when absent. */
  readonly keepFor?: number
  /** Bytes that may wait for the disk before records are dropped; 8 MiB when absent. */
  readonly mostWaiting?: number
}

const mebibyte = 1024 * 1024

/** Touches no file before the first record is written or read. */
export function openJournal<Item>(facts: JournalFacts): Journal<Item> {
  const { directory, name, clock, onFault, keepFor } = facts
  const { flushAfter = 500, rotateAt = 16 * mebibyte, keep = 10, mostWaiting = 8 * mebibyte } = facts
  const path = join(directory, `${name}.jsonl`)
  let pending: string[] = []
  let waitingBytes = 0
  let dropped = 0
  let failing = false
  let filesPutAside = 0
  let timer: NodeJS.Timeout | undefined
  let file: OpenFile | undefined
  let writing: Promise<void> = Promise.resolve()
  let closed = false

  const append = (line: string): void => {
    if (closed) return
    if (waitingBytes + line.length + 1 > mostWaiting) {
      dropped++
      return
    }
    pending.push(line)
    waitingBytes += line.length + 1
    timer ??= setTimeout(() => void flush(), flushAfter).unref()
  }

  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    writing = writing.then(writePending)
    return writing
  }

  const writePending = async (): Promise<void> => {
    if (pending.length === 0) return
    const batch = pending
    pending = []
    try {
      file ??= await openFile(path)
      await write(file, [...batch, ''].join('\n'))
      waitingBytes -= lengthOf(batch)
      if (dropped > 0) onFault(new Error(`${dropped} records of ${name} were dropped: the disk was too slow`))
      dropped = 0
      failing = false
      if (file.size >= rotateAt) await rotate(file)
    } catch (fault) {
      // What was not written waits for the next flush; a disk that stays full is told of once.
      if (!failing) onFault(fault)
      failing = true
      pending = [...batch, ...pending]
      await file?.handle.close().catch(onFault)
      file = undefined
    }
  }

  const rotate = async ({ handle }: OpenFile): Promise<void> => {
    file = undefined
    await handle.close()
    filesPutAside++
    const sequence = String(filesPutAside).padStart(6, '0')
    await rename(path, join(directory, `${name}-${fileTime(clock())}-${sequence}.jsonl`))
    const oldest = keepFor === undefined ? '' : join(directory, `${name}-${fileTime(clock() - keepFor)}`)
    const tooMany = (await putAside(directory, name)).filter((each, at) => at >= keep || each < oldest)
    await Promise.all(tooMany.map((each) => rm(each, { force: true })))
  }

  return {
    append,
    flush,
    readNewest: async (limit) => {
      await flush()
      const lines = await readNewestLines([path, ...(await putAside(directory, name))], limit)
      return lines.flatMap((line) => parse<Item>(line))
    },
    close: async () => {
      await flush()
      closed = true
      await file?.handle.close()
      file = undefined
    },
  }
}

interface OpenFile {
  readonly handle: FileHandle
  size: number
}

/** Records tell who did what, so the file is for its owner alone. */
async function openFile(path: string): Promise<OpenFile> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const handle = await open(path, 'a+', 0o600)
  const { size } = await handle.stat()
  const file = { handle, size }
  if (size > 0 && !(await endsInNewline(file))) await write(file, '\n')
  return file
}

/** A crash may have left half a line, which the next record must not be joined to. */
async function endsInNewline({ handle, size }: OpenFile): Promise<boolean> {
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1)
  return buffer.toString() === '\n'
}

async function write(file: OpenFile, text: string): Promise<void> {
  const bytes = Buffer.from(text)
  await file.handle.appendFile(bytes)
  file.size += bytes.length
  await file.handle.datasync()
}

const fileTime = (time: number): string => new Date(time).toISOString().replaceAll(/[:.]/g, '-')

/** The files put aside, newest first: their names hold the time. */
async function putAside(directory: string, name: string): Promise<readonly string[]> {
  const names = await readdir(directory).catch((fault: NodeJS.ErrnoException) => {
    if (fault.code === 'ENOENT') return []
    throw fault
  })
  return names
    .filter((each) => each.startsWith(`${name}-`) && each.endsWith('.jsonl'))
    .toSorted()
    .toReversed()
    .map((each) => join(directory, each))
}

const lengthOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + line.length + 1, 0)

function parse<Item>(line: string): readonly Item[] {
  try {
    return [JSON.parse(line) as Item]
  } catch {
    // Half a line, as a crash leaves it.
    return []
  }
}
