/** The main thread's end of the thread that writes the state file. */
import { Worker } from 'node:worker_threads'
import type { WriterAnswer, WriterRequest } from './sqlite-worker.ts'

export interface Writer {
  /** Resolves when the thread runs. */
  readonly started: Promise<void>
  /** Resolves when the request is done; requests are done in order. */
  ask(request: WriterRequest): Promise<void>
  stop(): Promise<void>
}

interface Waiting {
  readonly resolve: () => void
  readonly reject: (fault: unknown) => void
}

export function startWriter(file: string): Writer {
  // The program also runs from emitted JavaScript, where the thread's file ends in .js as this one does.
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'))
  const worker = new Worker(new URL(`./sqlite-worker${extension}`, import.meta.url), { workerData: { file } })
  const waiting: Waiting[] = []
  let stopped: Error | undefined

  function stop(fault: Error): void {
    stopped ??= fault
    for (const request of waiting.splice(0)) request.reject(stopped)
  }
  worker.on('message', (answer: WriterAnswer) => {
    const request = waiting.shift()
    if (waiting.length === 0) worker.unref()
    if (answer.done) request?.resolve()
    else request?.reject(answer.fault)
  })
  worker.on('error', (cause) => stop(new Error('the thread that writes the state failed', { cause })))
  worker.on('exit', () => stop(new Error('the thread that writes the state has stopped')))

  const answer = (): Promise<void> =>
    new Promise((resolve, reject) => {
      if (stopped !== undefined) return reject(stopped)
      waiting.push({ resolve, reject })
      // An idle store keeps no process alive; a write in flight does.
      worker.ref()
    })
  return {
    started: answer(),
    ask: (request) => {
      const done = answer()
      if (stopped === undefined) worker.postMessage(request, [])
      return done
    },
    stop: async () => {
      await worker.terminate()
    },
  }
}
