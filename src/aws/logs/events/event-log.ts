/** The main thread's end of the thread that holds the events; the thread starts with the first request. */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { EventFile } from './event-file.ts'
import type { Act, EventAnswer, EventRequest } from './event-worker.ts'

/** What the file can do, asked of another thread. */
export type EventLog = {
  readonly [Name in Act]: (...facts: Parameters<EventFile[Name]>) => Promise<ReturnType<EventFile[Name]>>
} & {
  readonly path: string
  /** Resolves when what was asked for is done and the file is let go of. */
  readonly close: () => Promise<void>
}

interface Waiting {
  readonly resolve: (result: unknown) => void
  readonly reject: (fault: unknown) => void
}

export function openEventLog(path: string): EventLog {
  const waiting: Waiting[] = []
  let worker: Worker | undefined
  let closed = false

  const start = (): Worker => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    // The program also runs from emitted JavaScript, where the thread's file ends in .js as this one does.
    const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'))
    const started = new Worker(new URL(`./event-worker${extension}`, import.meta.url), {
      workerData: { path },
    })
    const fail = (fault: Error): void => {
      // The next request starts another thread.
      if (worker === started) worker = undefined
      for (const { reject } of waiting.splice(0)) reject(fault)
    }
    started.on('message', (answer: EventAnswer) => {
      const request = waiting.shift()
      if (waiting.length === 0) started.unref()
      if (answer.done) request?.resolve(answer.result)
      else request?.reject(answer.fault)
    })
    started.on('error', (cause) => fail(new Error('the thread that holds log events failed', { cause })))
    started.on('exit', () => fail(new Error('the thread that holds log events has stopped')))
    return started
  }

  const ask = (act: EventRequest['act'], facts: readonly unknown[]): Promise<unknown> => {
    if (closed) return Promise.reject(new Error('log events are closed'))
    worker ??= start()
    const asked = worker
    return new Promise((resolve, reject) => {
      waiting.push({ resolve, reject })
      // An idle thread keeps no process alive; a request in flight does.
      asked.ref()
      asked.postMessage({ act, facts } satisfies EventRequest, [])
    })
  }

  const asks =
    (act: Act) =>
    (...facts: readonly unknown[]) =>
      ask(act, facts)
  const log: Record<Act, (...facts: readonly unknown[]) => Promise<unknown>> = {
    append: asks('append'),
    read: asks('read'),
    find: asks('find'),
    streamsOf: asks('streamsOf'),
    bytesOf: asks('bytesOf'),
    dropStream: asks('dropStream'),
    dropOlder: asks('dropOlder'),
    dropOldest: asks('dropOldest'),
    strangers: asks('strangers'),
    shrink: asks('shrink'),
  }
  const close = async (): Promise<void> => {
    const closing = worker === undefined ? undefined : ask('close', [])
    closed = true
    await closing
  }
  return { ...log, path, close } as EventLog
}
