/** Where no path can be made to stand elsewhere, variables are told where things really are. */
import { join } from 'node:path'
import type { Mount } from './plan-mounts.ts'

/** Values that are a mounted path, or lie below one, point to where the directory really is. */
export function rewriteEnv(
  env: Readonly<Record<string, string>>,
  mounts: readonly Pick<Mount, 'path' | 'source'>[],
): Record<string, string> {
  const rewrite = (value: string): string => {
    const mount = mounts.find(({ path }) => value === path || value.startsWith(`${path.replace(/\/$/, '')}/`))
    return mount === undefined ? value : join(mount.source, value.slice(mount.path.length))
  }
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, rewrite(value)]))
}
