/** Looks for secrets where none may be: in what an installation keeps on disk. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Stage } from './stage.ts'

/** The administrator's own credentials stand there by design, owner-only. */
const meant = new Set(['admin.json'])

/** The files of the data directory that hold one of the secrets, and how many were looked at. */
export function findSecrets({ installation, secrets }: Stage): { found: string[]; looked: string[] } {
  const { directory } = installation.server
  const looked = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .filter((file) => !meant.has(file))
  const found = looked.filter((file) => {
    const content = readFileSync(join(directory, file)).toString('latin1')
    return [...secrets].some(
      (secret) => content.includes(secret) || content.includes(encodeURIComponent(secret)),
    )
  })
  return { found, looked }
}
