/** The table of images: the well-known ones, and what `--image-map` adds. */
import { existsSync, readFileSync } from 'node:fs'
import { readImageMap, wellKnownImages, type ImageTable } from '../../../kubernetes/node/index.ts'
import { Failure } from '../../failure.ts'

export function readImages(maps: readonly string[]): ImageTable {
  const table = new Map(wellKnownImages)
  for (const map of maps) {
    const isFile = !map.includes('=') || existsSync(map)
    const read = readImageMap(isFile ? readFile(map) : map)
    if (!read.ok) throw new Failure(isFile ? `image map \`${map}\`: ${read.problem}` : read.problem)
    for (const [name, program] of read.table) table.set(name, program)
  }
  return table
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new Failure(
      `image map \`${path}\` is neither NAME=PROGRAM nor a file: ${(cause as Error).message}`,
      { cause },
    )
  }
}
