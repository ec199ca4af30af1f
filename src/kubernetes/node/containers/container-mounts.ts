/** Where a container's volumes appear. */
import { isObject, listOf, textOf, type JsonObject } from '../../api/index.ts'
import { expand } from '../expand.ts'
import type { Mount } from '../launch/plan-mounts.ts'
import type { Found } from '../problem.ts'
import { problem } from '../problem.ts'
import { openBelow, type Below, type BelowWish } from '../volumes/open-below.ts'

export interface ContainerMounts {
  readonly mounts: readonly Mount[]
  /** To be called when they stand, or are not wanted any more. */
  close(): void
}

export interface MountsWish {
  readonly container: JsonObject
  readonly directories: ReadonlyMap<string, string>
  readonly env: Readonly<Record<string, string>>
  readonly below: BelowWish
}

export function containerMounts({
  container,
  directories,
  env,
  below: wish,
}: MountsWish): Found<ContainerMounts> {
  const mounts: Mount[] = []
  const held: Below[] = []
  const close = (): void => held.forEach((each) => each.close())
  const refuse = (why: string): ReturnType<typeof problem> => {
    close()
    return problem(why)
  }
  for (const mount of listOf(container['volumeMounts']).filter(isObject)) {
    const [name, path] = [textOf(mount['name']) ?? '', textOf(mount['mountPath']) ?? '']
    const volume = directories.get(name)
    if (volume === undefined || !path.startsWith('/'))
      return refuse(`the mount at ${path} has no volume \`${name}\``)
    const below =
      textOf(mount['subPath']) || expand(textOf(mount['subPathExpr']) ?? '', new Map(Object.entries(env)))
    const found = below === '' ? undefined : openBelow(volume, below, wish)
    if (below !== '' && found === undefined)
      return refuse(`the mount at ${path}: subPath \`${below}\` leads out of volume \`${name}\``)
    if (found !== undefined) held.push(found)
    mounts.push({ source: found?.path ?? volume, path, readOnly: mount['readOnly'] === true })
  }
  return { ok: true, value: { mounts, close } }
}
