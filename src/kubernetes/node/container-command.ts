/** What a container runs: images are not pulled, so the pod has to name a command that this machine has. */
import type { JsonObject } from '../api/index.ts'
import { listOf, textOf } from '../api/index.ts'
import { expand } from './expand.ts'
import type { Found } from './problem.ts'
import { problem } from './problem.ts'

/** The entrypoint of an image, for the few whose command is known to be on this machine. */
export type EntrypointOf = (image: string) => readonly string[] | undefined

/** The images of the AWS CLI, by whatever registry and tag. */
export const entrypointOf: EntrypointOf = (image) =>
  /(^|\/)(amazon\/aws-cli|aws-cli\/aws-cli)(:[^/]*|@.*)?$/.test(image) ? ['aws'] : undefined

export function containerCommand(
  container: JsonObject,
  env: Readonly<Record<string, string>>,
  entrypoint: EntrypointOf,
): Found<{ readonly command: string; readonly args: readonly string[] }> {
  const image = textOf(container['image']) ?? ''
  const words = (name: string): readonly string[] =>
    listOf(container[name]).filter((word) => typeof word === 'string')
  const start = words('command').length > 0 ? words('command') : entrypoint(image)
  if (start === undefined)
    return problem(
      `container \`${textOf(container['name']) ?? ''}\` names no command, and its image \`${image}\` is not run here`,
    )
  const variables = new Map(Object.entries(env))
  const [command, ...args] = [...start, ...words('args')].map((word) => expand(word, variables)) as [
    string,
    ...string[],
  ]
  return { ok: true, value: { command, args } }
}
