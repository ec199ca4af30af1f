/** Reads the last lines of files from their ends, so that a large journal costs no more than what is asked of it. */
import { open, type FileHandle } from 'node:fs/promises'

const chunkBytes = 1024 * 1024
const newline = 10

/** `paths` newest first; a file that is not there has no lines. Lines come oldest first. */
export async function readNewestLines(paths: readonly string[], limit: number): Promise<readonly string[]> {
  const newestFirst: string[] = []
  for (const path of paths) {
    if (newestFirst.length >= limit) break
    await readBackwards(path, limit, newestFirst)
  }
  return newestFirst.slice(0, limit).toReversed()
}

async function readBackwards(path: string, limit: number, newestFirst: string[]): Promise<void> {
  const handle = await openIfThere(path)
  if (handle === undefined) return
  try {
    let end = (await handle.stat()).size
    let rest: Buffer = Buffer.alloc(0)
    while (end > 0 && newestFirst.length < limit) {
      const start = Math.max(0, end - chunkBytes)
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(end - start), 0, end - start, start)
      const text = Buffer.concat([buffer.subarray(0, bytesRead), rest])
      // Up to its first newline the chunk holds the end of a line that begins before it.
      const firstWhole = start === 0 ? 0 : text.indexOf(newline) + 1 || text.length
      rest = text.subarray(0, firstWhole)
      for (const line of text.subarray(firstWhole).toString('utf8').split('\n').toReversed())
        if (line !== '') newestFirst.push(line)
      end = start
    }
  } finally {
    await handle.close()
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r')
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw fault
  }
}
