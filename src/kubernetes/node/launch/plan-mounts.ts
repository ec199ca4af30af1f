/** Plans how directories of ours come to stand at paths that the host lacks, with no trace on the host itself. */
import { existsSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { isVeiled, type Veil } from './veils.ts'

export interface Mount {
  /** A directory or a file of ours. */
  readonly source: string
  /** Where the process is to find it: absolute. */
  readonly path: string
  readonly readOnly: boolean
}

/** What the setup script does, one after the other. */
export type MountStep =
  /** Puts a copy over a directory, in which entries can be made: all that it held is mounted in the copy. */
  | { readonly do: 'shadow'; readonly path: string }
  | { readonly do: 'mkdir' | 'touch'; readonly path: string }
  | { readonly do: 'bind' | 'bind-read-only'; readonly source: string; readonly path: string }
  /** Leaves of a directory nothing but these names. */
  | { readonly do: 'veil'; readonly path: string; readonly shown: readonly string[] }
  /** Puts an empty directory over one whose content is nobody's affair. */
  | { readonly do: 'hide'; readonly path: string }
  /** The processes of the namespace alone. */
  | { readonly do: 'proc' }
  /** The few devices that every container has, and a file for its last words. */
  | { readonly do: 'dev'; readonly lastWords: string }

export type MountPlan =
  | { readonly ok: true; readonly steps: readonly MountStep[] }
  | { readonly ok: false; readonly problem: string }

export function planMounts(mounts: readonly Mount[], veils: readonly Veil[] = []): MountPlan {
  const steps: MountStep[] = []
  const shadowed = new Set<string>()
  const made = new Set<string>()
  // Outer paths first, so that a mount within a mount is not hidden by it.
  for (const { source, path, readOnly } of mounts.toSorted((a, b) => a.path.length - b.path.length)) {
    const { ancestor, target } = resolve(path, veils)
    const isFile = statSync(source).isFile()
    if (statSync(ancestor).isDirectory() === (isFile && target === ancestor))
      return { ok: false, problem: `${ancestor} is ${isFile ? 'a' : 'no'} directory` }
    if (target !== ancestor && !shadowed.has(ancestor)) {
      shadowed.add(ancestor)
      steps.push({ do: 'shadow', path: ancestor })
    }
    for (const directory of between(ancestor, target)) {
      if (made.has(directory)) continue
      made.add(directory)
      steps.push({ do: isFile && directory === target ? 'touch' : 'mkdir', path: directory })
    }
    steps.push({ do: readOnly ? 'bind-read-only' : 'bind', source, path: target })
  }
  // A copy of the root is where all that follows has to happen, so it is made before the others.
  const isRoot = (step: MountStep): boolean => step.do === 'shadow' && step.path === '/'
  const veiling = veils.map(({ path, shown }) => ({ do: 'veil', path, shown }) as const)
  const others = steps.filter((step) => !isRoot(step))
  return { ok: true, steps: [...steps.filter(isRoot), ...veiling, ...others] }
}

/** The nearest directory that is there, and the path below it, both without symbolic links. */
function resolve(
  path: string,
  veils: readonly Veil[],
): { readonly ancestor: string; readonly target: string } {
  let there = path
  while (!existsSync(there) || isVeiled(veils, there)) there = dirname(there)
  const ancestor = realpathSync(there)
  return { ancestor, target: join(ancestor, relative(there, path)) }
}

function between(ancestor: string, target: string): readonly string[] {
  const steps = relative(ancestor, target)
    .split(sep)
    .filter((step) => step !== '')
  return steps.map((_, index) => join(ancestor, ...steps.slice(0, index + 1)))
}
