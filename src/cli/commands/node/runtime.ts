/** The container runtime that `--runtime` names, or none. */
import { openRuntime, type ContainerRuntime } from '../../../kubernetes/node/index.ts'
import { Failure, WrongUse } from '../../failure.ts'
import type { NodeOptions } from './command.ts'

export async function findRuntime(
  { runtime: kind, runtimePath: program, runtimeArg: words }: NodeOptions,
  say: (line: string) => void,
): Promise<ContainerRuntime | undefined> {
  if (kind === 'process') {
    if (program !== undefined || words !== undefined)
      throw new WrongUse('--runtime-path and --runtime-arg need a --runtime')
    return undefined
  }
  if (kind === 'auto' && program !== undefined)
    throw new WrongUse('--runtime-path needs the runtime by its name')
  const found = await openRuntime({ kind, program, words })
  if (found.ok) return found.value
  if (kind !== 'auto') throw new Failure(found.problem)
  say(`no container runtime is used: ${found.problem}`)
  return undefined
}
