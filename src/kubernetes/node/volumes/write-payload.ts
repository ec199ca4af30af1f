/** Writes the files of a volume: each whole, none outside of it, and none that is the same already. */
import { chmodSync, chownSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Ownership } from './ownership.ts'
import type { Payload } from './read-payload.ts'

export interface FileOwner {
  readonly uid: number
  readonly gid: number
}

export function writePayload(
  directory: string,
  payload: Payload,
  { ids, fileMode }: Ownership,
): string | undefined {
  for (const [to, { bytes, mode }] of payload) {
    const path = fileIn(directory, to)
    if (path === undefined) return `the path \`${to}\` leads out of it`
    if (!holds(path, bytes)) replaceFile(path, bytes, fileMode(mode), ids)
  }
  return undefined
}

/** A file below the directory, whose own directories are made; undefined for a path that leads elsewhere. */
export function fileIn(directory: string, path: string): string | undefined {
  if (path === '' || path.startsWith('/') || path.includes('\0') || path.split('/').includes('..'))
    return undefined
  const file = join(directory, path)
  mkdirSync(dirname(file), { recursive: true, mode: 0o755 })
  return file
}

function holds(path: string, bytes: Uint8Array): boolean {
  try {
    return statSync(path).size === bytes.length && readFileSync(path).equals(bytes)
  } catch {
    return false
  }
}

/** A reader sees the old file or the new one, never a part. */
export function replaceFile(
  path: string,
  content: string | Uint8Array,
  mode = 0o600,
  owner?: FileOwner,
): void {
  const next = `${path}.next`
  writeFileSync(next, content, { mode: 0o600 })
  if (owner !== undefined) chownSync(next, owner.uid, owner.gid)
  if (mode !== 0o600) chmodSync(next, mode)
  renameSync(next, path)
}
