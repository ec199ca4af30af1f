/** Reads a file that the user named, or standard input for `-`. */
import { createReadStream } from 'node:fs'
import { Failure } from './failure.ts'

/** Manifests and tokens are far smaller; some files have no end. */
const limit = 16 * 1024 * 1024

export async function readInput(file: string): Promise<string> {
  try {
    return await readAll(file === '-' ? process.stdin : createReadStream(file))
  } catch (error) {
    if (error instanceof Failure) throw new Failure(`${nameOf(file)} ${error.message}`)
    throw new Failure(`cannot read ${nameOf(file)}: ${(error as Error).message}`, { cause: error })
  }
}

const nameOf = (file: string): string => (file === '-' ? 'standard input' : `\`${file}\``)

async function readAll(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of stream) {
    length += chunk.length
    if (length > limit) throw new Failure(`is longer than ${limit} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length).toString('utf8')
}
