/** What a container runs: its own command, or that of the program which its image stands for. */
import { listOf, textOf, type JsonObject } from '../../api/index.ts'
import { expand } from '../expand.ts'
import type { ImageProgram } from '../images/images.ts'
import type { Found } from '../problem.ts'
import { problem } from '../problem.ts'

export function containerCommand(
  container: JsonObject,
  env: Readonly<Record<string, string>>,
  program: ImageProgram | undefined,
): Found<{ readonly command: string; readonly args: readonly string[] }> {
  const words = (name: string): readonly string[] =>
    listOf(container[name]).filter((word) => typeof word === 'string')
  const [own, args] = [words('command'), words('args')]
  const start = own.length > 0 ? own : (program?.entrypoint ?? [])
  const rest = args.length > 0 || own.length > 0 ? args : (program?.defaults ?? [])
  const variables = new Map(Object.entries(env))
  const [command, ...more] = [...start, ...rest].map((word) => expand(word, variables))
  if (command === undefined || (program === undefined && own.length === 0))
    return problem(
      `container \`${textOf(container['name']) ?? ''}\` names no command, and its image \`${textOf(container['image']) ?? ''}\` is not run here`,
    )
  return { ok: true, value: { command, args: more } }
}
