/**
 * Lines on their way elsewhere, held in a directory until they arrived. They lie in parts, each a file that goes away as
 * a whole; what a killed program leaves of them is there for the next one, but for the last `flushAfter`.
 */
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../clock.ts'

export interface Spool {
  /** Takes a line, which belongs to the part that is open. */
  readonly append: (line: string) => void
  /** Closes the open part and names it; undefined when nothing was appended to it. */
  readonly cut: () => string | undefined
  /** Forgets a part, whose lines have all arrived. */
  readonly remove: (part: string) => Promise<void>
  /** What an earlier program left, oldest first; half a line, as a kill leaves it, comes as it is. */
  readonly left: () => Promise<readonly SpoolPart[]>
  /** Writes what still waits for the disk. What is appended later is held in memory alone. */
  readonly close: () => Promise<void>
}

export interface SpoolPart {
  readonly part: string
  readonly lines: readonly string[]
}

export interface SpoolFacts {
  readonly directory: string
  /** Parts are the files `<name>-<time>-<number>.jsonl`. */
  readonly name: string
  readonly clock: Clock
  /** Told when lines cannot be written; they stay in memory and are tried again. */
  readonly onFault: (fault: unknown) => void
  /** Milliseconds; 500 when absent. */
  readonly flushAfter?: number
}

/** Touches no file before the first line is written or asked for. */
export function openSpool({ directory, name, clock, onFault, flushAfter = 500 }: SpoolFacts): Spool {
  /** Lines that wait for the disk, by their part. */
  const pending = new Map<string, string[]>()
  let current: string | undefined
  let parts = 0
  let timer: NodeJS.Timeout | undefined
  let failing = false
  let writing = Promise.resolve()
  let closed = false

  const newPart = (): string => {
    const time = new Date(clock()).toISOString().replaceAll(/[:.]/g, '-')
    return `${name}-${time}-${String(++parts).padStart(6, '0')}.jsonl`
  }
  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    writing = writing.then(writePending)
    return writing
  }
  const writePending = async (): Promise<void> => {
    for (const [part, lines] of pending) {
      pending.delete(part)
      try {
        // After a failure the file may end in half a line.
        await appendTo(join(directory, part), failing ? ['', ...lines] : lines, directory)
        failing = false
      } catch (fault) {
        if (!failing) onFault(fault)
        failing = true
        pending.set(part, [...lines, ...(pending.get(part) ?? [])])
        return
      }
    }
  }
  const removePart = async (part: string): Promise<void> => {
    // What a failed write put back has arrived by now.
    pending.delete(part)
    await rm(join(directory, part), { force: true })
  }

  return {
    append: (line) => {
      current ??= newPart()
      const lines = pending.get(current)
      if (lines === undefined) pending.set(current, [line])
      else lines.push(line)
      if (!closed) timer ??= setTimeout(() => void flush(), flushAfter).unref()
    },
    cut: () => {
      const part = current
      current = undefined
      return part
    },
    remove: (part) => {
      pending.delete(part)
      writing = writing.then(() => removePart(part)).catch(onFault)
      return writing
    },
    left: async () => {
      const found: SpoolPart[] = []
      for (const part of await partsIn(directory, name)) {
        const text = await readFile(join(directory, part), 'utf8')
        found.push({ part, lines: text.split('\n').filter((line) => line !== '') })
      }
      return found
    },
    close: async () => {
      closed = true
      await flush()
    },
  }
}

/** They tell who did what, so they are for their owner alone. */
async function appendTo(path: string, lines: readonly string[], directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const file = await open(path, 'a', 0o600)
  try {
    await file.appendFile([...lines, ''].join('\n'))
    await file.datasync()
  } finally {
    await file.close()
  }
}

/** Their names hold the time. */
async function partsIn(directory: string, name: string): Promise<readonly string[]> {
  const names = await readdir(directory).catch((fault: NodeJS.ErrnoException) => {
    if (fault.code === 'ENOENT') return []
    throw fault
  })
  return names.filter((each) => each.startsWith(`${name}-`) && each.endsWith('.jsonl')).toSorted()
}
