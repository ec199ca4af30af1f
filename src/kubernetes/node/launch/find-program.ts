/** Where a program lies. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** What sets the stage for pods is looked for in our own PATH; the command's own is the pod's affair. */
export const toolPath = (): string => [process.env['PATH'] ?? '', '/usr/sbin:/usr/bin:/sbin:/bin'].join(':')

export const findProgram = (name: string, path: string): string | undefined =>
  path
    .split(':')
    .filter((directory) => directory.startsWith('/'))
    .map((directory) => join(directory, name))
    .find((file) => existsSync(file))
