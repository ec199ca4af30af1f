/** A directory or file below a volume, held open step by step: what a container swaps for a link meanwhile leads nobody out. */
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
} from 'node:fs'
import { join, sep } from 'node:path'

export interface Below {
  /** Good until it is closed. */
  readonly path: string
  close(): void
}

const { O_RDONLY, O_NOFOLLOW, O_DIRECTORY } = constants
/** Not among Node's constants: the thing itself is named, not read. */
const oPath = 0o10000000

export interface BelowWish {
  /** Where the path is used by others than this machine's own namespaces, nothing can be held. */
  readonly isHeld: boolean
  /** Told of directories that are made on the way. */
  readonly adopt?: (path: string) => void
}

/** Undefined for a path that leads elsewhere. */
export function openBelow(
  volume: string,
  below: string,
  { isHeld, adopt = () => undefined }: BelowWish,
): Below | undefined {
  if (below.startsWith('/') || below.includes('\0') || below.split('/').includes('..')) return undefined
  const steps = below.split('/').filter((each) => each !== '' && each !== '.')
  return isHeld && process.platform === 'linux' && existsSync('/proc/self/fd')
    ? holdBelow(volume, steps, adopt)
    : findBelow(volume, steps)
}

function holdBelow(
  volume: string,
  steps: readonly string[],
  adopt: (path: string) => void,
): Below | undefined {
  let held = openSync(volume, O_RDONLY | O_DIRECTORY)
  for (const step of steps) {
    const next = openStep(`${placeOf(held)}/${step}`, adopt)
    closeSync(held)
    if (next === undefined) return undefined
    held = next
  }
  const fd = held
  return { path: placeOf(fd), close: () => closeSync(fd) }
}

const placeOf = (fd: number): string => `/proc/${process.pid}/fd/${fd}`

function openStep(path: string, adopt: (path: string) => void): number | undefined {
  const isNew = makeDirectory(path)
  const fd = isNew === undefined ? undefined : openIfThere(path)
  if (fd === undefined) return undefined
  // Opened by name alone, a link is held as itself.
  if (fstatSync(fd).isSymbolicLink()) {
    closeSync(fd)
    return undefined
  }
  if (isNew) adopt(placeOf(fd))
  return fd
}

/** Where nothing is held there is no namespace either, and nothing that a container is kept from. */
function findBelow(volume: string, steps: readonly string[]): Below | undefined {
  let place = volume
  for (const step of steps) {
    place = join(place, step)
    if (makeDirectory(place) === undefined || lstatSync(place).isSymbolicLink()) return undefined
  }
  const isBelow = `${realpathSync(place)}${sep}`.startsWith(realpathSync(volume) + sep)
  return isBelow ? { path: place, close: () => undefined } : undefined
}

/** Whether it was not there; undefined where there can be none. */
function makeDirectory(path: string): boolean | undefined {
  try {
    mkdirSync(path, { mode: 0o777 })
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EEXIST' ? false : undefined
  }
}

/** Undefined where it was taken away in the meantime. */
function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, oPath | O_NOFOLLOW)
  } catch {
    return undefined
  }
}
