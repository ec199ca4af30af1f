/** The main thread's end of the thread that looks for damage after the start. */
import { Worker } from 'node:worker_threads'
import type { Finding } from './sqlite-checker.ts'

export interface DamageWatch {
  /** What was found so far. */
  readonly damage: () => Finding
  readonly stop: () => Promise<void>
}

/** Milliseconds: whoever starts comes first. */
const delay = 2000

/** Looks once, in the background; tells what it finds, and keeps no process alive. */
export function watchForDamage(file: string, found: (damage: string) => void, after = delay): DamageWatch {
  let damage: Finding
  let worker: Worker | undefined
  const timer = setTimeout(() => {
    const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'))
    worker = new Worker(new URL(`./sqlite-checker${extension}`, import.meta.url), { workerData: { file } })
    worker.unref()
    worker.once('message', (finding: Finding) => {
      damage = finding
      if (finding !== undefined) found(finding)
    })
    // Whoever cannot look has seen no damage.
    worker.once('error', () => undefined)
  }, after).unref()
  return {
    damage: () => damage,
    stop: async () => {
      clearTimeout(timer)
      await worker?.terminate()
    },
  }
}
