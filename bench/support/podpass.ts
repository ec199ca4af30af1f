/** A podpass of its own for a benchmark, with a cluster, a provider and a role, reached through its sockets. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startChild, type Child } from './child.ts'

export interface BenchedPodpass {
  readonly pid: number
  readonly data: string
  readonly endpoint: string
  readonly port: number
  readonly admin: {
    readonly account: string
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly region: string
  }
  /** Ends it and keeps its data directory. */
  pause(): Promise<void>
  stop(): Promise<void>
}

/** The command that starts podpass: the built package where there is one, else the sources. */
export function podpassCommand(): readonly string[] {
  const built = new URL('../../dist/package/bin/podpass.js', import.meta.url).pathname
  try {
    readFileSync(built)
    return [process.execPath, built]
  } catch {
    return [
      process.execPath,
      '--disable-warning=ExperimentalWarning',
      new URL('../../src/cli/main.ts', import.meta.url).pathname,
    ]
  }
}

export async function startPodpass(
  data = mkdtempSync(join(tmpdir(), 'podpass-bench-')),
): Promise<BenchedPodpass> {
  const child: Child = startChild([...podpassCommand(), 'up', '--data', data, '--listen', '127.0.0.1:0'])
  const runtime = await readWhenThere<{ endpoint: string; pid: number }>(join(data, 'run.json'), child.pid)
  const admin = JSON.parse(readFileSync(join(data, 'admin.json'), 'utf8')) as BenchedPodpass['admin']
  return {
    pid: child.pid,
    data,
    endpoint: runtime.endpoint,
    port: Number(new URL(runtime.endpoint).port),
    admin,
    pause: () => child.stop(),
    stop: async () => {
      await child.stop()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

async function readWhenThere<T extends { pid: number }>(path: string, pid: number): Promise<T> {
  for (let tries = 0; tries < 1500; tries++) {
    try {
      const value = JSON.parse(readFileSync(path, 'utf8')) as T
      if (value.pid === pid) return value
    } catch {
      // not written yet
    }
    await sleep(20)
  }
  throw new Error(`${path} did not appear`)
}
