/** Follows the file with the CA, also where it is mounted and its link is swapped; nonsense leaves the last good one. */
import { readFileSync, watch, type FSWatcher } from 'node:fs'
import { dirname } from 'node:path'
import { CaUnusable } from './ca-unusable.ts'
import { readCa } from './read-ca.ts'

export interface CaFileNeeds {
  readonly file: string
  readonly signal: AbortSignal
  readonly onChange: () => void
  readonly onProblem: (message: string) => void
  /** Milliseconds between two looks when nobody says that something changed. */
  readonly lookEvery?: number
}

/** The certificates as PEM, as they stand now. Throws a CaUnusable where the file cannot be used from the start. */
export function followCaFile(needs: CaFileNeeds): () => string {
  const { file, signal, onChange, onProblem, lookEvery = 10_000 } = needs
  let pem = ''
  let told: string | undefined

  const look = (): void => {
    if (signal.aborted) return
    const read = readFile(file)
    if (!read.ok) {
      if (read.problem !== told) onProblem(`the CA in \`${file}\` is left as it was: ${read.problem}`)
      told = read.problem
      return
    }
    told = undefined
    if (read.pem === pem) return
    pem = read.pem
    onChange()
  }

  const first = readFile(file)
  if (!first.ok) throw new CaUnusable(`the CA in \`${file}\` cannot be published: ${first.problem}`)
  ;({ pem } = first)
  const watcher = watchDirectory(dirname(file), look)
  const timer = setInterval(look, lookEvery).unref()
  signal.addEventListener(
    'abort',
    () => {
      watcher?.close()
      clearInterval(timer)
    },
    { once: true },
  )
  return () => pem
}

function readFile(file: string): ReturnType<typeof readCa> {
  try {
    return readCa(readFileSync(file, 'utf8'))
  } catch (error) {
    return { ok: false, problem: (error as NodeJS.ErrnoException).code ?? 'it cannot be read' }
  }
}

function watchDirectory(directory: string, look: () => void): FSWatcher | undefined {
  try {
    return watch(directory, { persistent: false }, look).on('error', () => undefined)
  } catch {
    return undefined
  }
}
