/** Reads a file that the user named, or standard input for `-`. */
import { readFile } from 'node:fs/promises'
import { Failure } from './failure.ts'

/** Manifests and tokens are far smaller. */
const limit = 16 * 1024 * 1024

export async function readInput(file: string): Promise<string> {
  try {
    return file === '-' ? await readStandardInput() : await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure(`cannot read \`${file}\`: ${(error as Error).message}`, { cause: error })
  }
}

async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > limit) throw new Failure(`standard input is longer than ${limit} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length).toString('utf8')
}
