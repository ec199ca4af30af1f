/** Starts a process where node would throw at words that the system cannot take. */
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'

export type StartedProcess =
  | { readonly ok: true; readonly child: ChildProcess }
  /** As the end of a sentence about the command; it holds nothing of the environment. */
  | { readonly ok: false; readonly problem: string }

/** What a shell exits with where a command cannot be started. */
export const cannotStart = 126

export function startProcess(
  command: string,
  args: readonly string[],
  options: SpawnOptions,
): StartedProcess {
  try {
    return { ok: true, child: spawn(command, args, options) }
  } catch (error) {
    const problem = problems[(error as NodeJS.ErrnoException).code ?? '']
    if (problem === undefined) throw error
    return { ok: false, problem }
  }
}

const tooLong = 'its words and variables are longer than this system takes'

const problems: Readonly<Record<string, string>> = {
  ERR_INVALID_ARG_VALUE: 'a word, a variable or the working directory is empty or holds a NUL',
  E2BIG: tooLong,
  ENAMETOOLONG: tooLong,
}
