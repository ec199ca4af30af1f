/** Which processes of a pod run, written down so that a node that begins anew ends what outlived a crash of the one before. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = 'processes'

/** `directory` is the pod's own. */
export function noteProcess(directory: string, container: string, pid: number | undefined): void {
  const startedAt = pid === undefined ? undefined : startOf(pid)
  if (startedAt === undefined) return
  mkdirSync(join(directory, folder), { recursive: true, mode: 0o700 })
  writeFileSync(join(directory, folder, container), `${pid} ${startedAt}`)
}

/** `pods` holds the pods' directories. With the first process of its namespace all others of a container end. */
export function endOrphans(pods: string): void {
  for (const pod of namesIn(pods))
    for (const container of namesIn(join(pods, pod, folder))) {
      const [pid = '', startedAt] = readFileSync(join(pods, pod, folder, container), 'utf8').split(' ')
      // The number may be another's by now; when it began tells them apart.
      if (startedAt === undefined || startOf(Number(pid)) !== startedAt) continue
      try {
        process.kill(Number(pid), 'SIGKILL')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
      }
    }
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

/** In ticks since the machine came up, with which boot it was. */
function startOf(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    // The name in brackets may hold anything.
    const ticks = text.slice(text.lastIndexOf(')') + 2).split(' ')[19]
    return `${boot}/${ticks}`
  } catch {
    return undefined
  }
}
