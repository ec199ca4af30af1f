/** What every command needs to know of the podpass that it speaks to. */
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { InvalidArgumentError, Option } from 'commander'
import {
  DataDirectoryUnusable,
  readAdminCredentials,
  readRuntime,
  type AdminCredentials,
  type Runtime,
} from '../server/index.ts'
import { Failure } from './failure.ts'
import { quoteForShell } from './quote.ts'

export interface Installation {
  readonly directory: string
  readonly admin: AdminCredentials
  readonly runtime: Runtime
}

export function dataOption(): Option {
  const option = new Option('--data <dir>', 'directory that holds the state').argParser(parseDirectory)
  // A variable that is set to nothing is one that is not set.
  if (process.env['PODPASS_DATA'] !== '') option.env('PODPASS_DATA')
  const own = defaultDataDirectory()
  return own === undefined
    ? option.makeOptionMandatory()
    : option.default(own, 'podpass in the user data directory')
}

function parseDirectory(text: string): string {
  if (text === '') throw new InvalidArgumentError('expected a directory')
  return text
}

export const jsonOption = (): Option => new Option('--json', 'print facts as JSON')

/** By the XDG base directory specification, which passes over a path that is not absolute. */
function defaultDataDirectory(): string | undefined {
  const xdg = process.env['XDG_DATA_HOME'] ?? ''
  if (isAbsolute(xdg)) return join(xdg, 'podpass')
  const home = homeDirectory()
  return home === undefined ? undefined : join(home, '.local', 'share', 'podpass')
}

/** A container's user may have none. */
function homeDirectory(): string | undefined {
  try {
    const home = homedir()
    return isAbsolute(home) ? home : undefined
  } catch {
    return undefined
  }
}

/** The running podpass of a data directory. */
export function openInstallation(directory: string): Installation {
  const { runtime, admin } = readInstallation(directory)
  if (runtime === undefined || admin === undefined)
    throw new Failure(
      `no podpass runs on data directory \`${directory}\`; start it with: podpass up --data ${quoteForShell(directory)}`,
    )
  return { directory, admin, runtime }
}

function readInstallation(directory: string): Partial<Installation> {
  try {
    return { runtime: readRuntime(directory), admin: readAdminCredentials(directory) }
  } catch (error) {
    if (error instanceof DataDirectoryUnusable) throw new Failure(error.message, { cause: error })
    throw error
  }
}
