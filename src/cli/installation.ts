/** What every command needs to know of the podpass that it speaks to. */
import { homedir } from 'node:os'
import { join } from 'node:path'
import { Option } from 'commander'
import { readAdminCredentials, readRuntime, type AdminCredentials, type Runtime } from '../server/index.ts'
import { Failure } from './failure.ts'

export interface Installation {
  readonly directory: string
  readonly admin: AdminCredentials
  readonly runtime: Runtime
}

export const dataOption = (): Option =>
  new Option('--data <dir>', 'directory that holds the state')
    .env('PODPASS_DATA')
    .default(defaultDataDirectory(), 'podpass in the user data directory')

export const jsonOption = (): Option => new Option('--json', 'print facts as JSON')

const defaultDataDirectory = (): string =>
  join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'podpass')

/** The running podpass of a data directory. */
export function openInstallation(directory: string): Installation {
  const runtime = readRuntime(directory)
  const admin = readAdminCredentials(directory)
  if (runtime === undefined || admin === undefined)
    throw new Failure(
      `no podpass runs on data directory \`${directory}\`; start it with: podpass up --data ${directory}`,
    )
  return { directory, admin, runtime }
}
