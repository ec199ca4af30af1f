/** Looks for a container's command before the start, so that the pod's status can say what a runtime would. */
import { existsSync, statSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { findProgram } from '../launch/find-program.ts'

const containerInit =
  'OCI runtime create failed: runc create failed: unable to start container process: error during container init'

/** `mounted` are the paths that only the container has. */
export function findMissing(command: string, path: string, mounted: readonly string[]): string | undefined {
  if (command === '' || command.includes('\0'))
    return `${containerInit}: exec: "${command}": invalid argument`
  if (!command.includes('/'))
    return findProgram(command, path) === undefined
      ? `${containerInit}: exec: "${command}": executable file not found in $PATH`
      : undefined
  if (!isAbsolute(command) || mounted.some((each) => command.startsWith(`${each}/`))) return undefined
  if (!existsSync(command))
    return `${containerInit}: exec: "${command}": stat ${command}: no such file or directory`
  return statSync(command).isDirectory() ? `${containerInit}: exec: "${command}": is a directory` : undefined
}
