/** Directories that only their owner may enter, and what of them the users of a pod need to see: programs that lie below. */
import { existsSync, realpathSync, statSync } from 'node:fs'
import { dirname, relative, sep } from 'node:path'

export interface Veil {
  readonly path: string
  /** The names in it that stay; nothing else of it is seen. */
  readonly shown: readonly string[]
}

/** `needed` are directories and programs that have to be reached by whoever is nobody to this machine. */
export function planVeils(needed: readonly string[]): readonly Veil[] {
  const shown = new Map<string, Set<string>>()
  for (const path of new Set(needed.filter((each) => each.startsWith('/') && existsSync(each))))
    for (const each of new Set([path, realpathSync(path)])) {
      const closed = closedAbove(each)
      if (closed === undefined) continue
      const [name = ''] = relative(closed, each).split(sep)
      shown.set(closed, (shown.get(closed) ?? new Set()).add(name))
    }
  return [...shown].map(([path, names]) => ({ path, shown: [...names] }))
}

/** The outermost directory on the way that others may not enter. */
function closedAbove(path: string): string | undefined {
  const above: string[] = []
  for (let each = dirname(path); each !== '/'; each = dirname(each)) above.unshift(each)
  return above.find((each) => (statSync(each).mode & 0o001) === 0)
}

export const isVeiled = (veils: readonly Veil[], path: string): boolean =>
  veils.some(
    (veil) =>
      path.startsWith(`${veil.path}/`) && !veil.shown.includes(relative(veil.path, path).split(sep)[0] ?? ''),
  )
