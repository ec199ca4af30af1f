/** Where a container's volumes appear. */
import { existsSync, lstatSync, mkdirSync, realpathSync } from 'node:fs'
import { join, sep } from 'node:path'
import { isObject, listOf, textOf, type JsonObject } from '../../api/index.ts'
import { expand } from '../expand.ts'
import type { Mount } from '../plan-mounts.ts'
import type { Found } from '../problem.ts'
import { problem } from '../problem.ts'

export function containerMounts(
  container: JsonObject,
  directories: ReadonlyMap<string, string>,
  env: Readonly<Record<string, string>>,
): Found<readonly Mount[]> {
  const mounts: Mount[] = []
  for (const mount of listOf(container['volumeMounts']).filter(isObject)) {
    const [name, path] = [textOf(mount['name']) ?? '', textOf(mount['mountPath']) ?? '']
    const volume = directories.get(name)
    if (volume === undefined || !path.startsWith('/'))
      return problem(`the mount at ${path} has no volume \`${name}\``)
    const below =
      textOf(mount['subPath']) || expand(textOf(mount['subPathExpr']) ?? '', new Map(Object.entries(env)))
    const source = below === '' ? volume : findBelow(volume, below)
    if (source === undefined)
      return problem(`the mount at ${path}: subPath \`${below}\` leads out of volume \`${name}\``)
    mounts.push({ source, path, readOnly: mount['readOnly'] === true })
  }
  return { ok: true, value: mounts }
}

/** What a container has left in its volume must not lead another one out of it. */
function findBelow(volume: string, below: string): string | undefined {
  if (below.startsWith('/') || below.split('/').includes('..')) return undefined
  let place = volume
  for (const step of below.split('/').filter((each) => each !== '' && each !== '.')) {
    place = join(place, step)
    if (!existsSync(place)) mkdirSync(place, { mode: 0o777 })
    if (lstatSync(place).isSymbolicLink()) return undefined
  }
  return realpathSync(place).startsWith(realpathSync(volume) + sep) ? place : undefined
}
