/** The users of a pod where root runs the node: numbers of the machine that are nobody's else, so that root in one pod is nobody in another. */
import { spawn } from 'node:child_process'
import { readlinkSync, writeFileSync } from 'node:fs'
import { findProgram, toolPath } from '../launch/find-program.ts'
import { dieTogether } from '../launch/start-in-namespace.ts'
import type { Found } from '../problem.ts'
import { problem } from '../problem.ts'
import type { UserMap } from './user-map.ts'

export interface OpenUsers {
  /** A process in the namespace. */
  readonly pid: number
  close(): void
}

export async function openUsers(map: UserMap): Promise<Found<OpenUsers>> {
  const path = toolPath()
  const [unshare, sleep] = ['unshare', 'sleep'].map((name) => findProgram(name, path))
  if (unshare === undefined || sleep === undefined) return problem('`unshare` is not installed')
  const words = [...dieTogether(path), unshare, '--user', '--', sleep, 'infinity']
  const holder = spawn(words[0]!, words.slice(1), {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
    env: { PATH: path },
  })
  let said = ''
  holder.stderr.on('data', (chunk: Buffer) => (said += String(chunk)))
  const gone = new Promise<true>((resolve) => {
    holder.once('error', () => resolve(true))
    holder.once('close', () => resolve(true))
  })
  const close = (): void => void holder.kill('SIGKILL')
  for (;;) {
    if (hasOwnUsers(holder.pid)) break
    const ended = await Promise.race([gone, pause(2)])
    if (ended) return problem(said.trim().split('\n')[0] || 'a namespace of users is not allowed')
  }
  try {
    for (const file of ['uid_map', 'gid_map']) writeFileSync(`/proc/${holder.pid}/${file}`, map.text)
  } catch (error) {
    close()
    return problem(`users of a pod's own are not allowed: ${(error as NodeJS.ErrnoException).code}`)
  }
  return { ok: true, value: { pid: holder.pid!, close } }
}

const pause = (milliseconds: number): Promise<false> =>
  new Promise((resolve) => void setTimeout(() => resolve(false), milliseconds))

function hasOwnUsers(pid: number | undefined): boolean {
  try {
    return readlinkSync(`/proc/${pid}/ns/user`) !== readlinkSync('/proc/self/ns/user')
  } catch {
    return false
  }
}
