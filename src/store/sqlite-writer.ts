/** The main thread's end of the thread that writes the state file. */
import { Worker } from 'node:worker_threads'
import type { WriterAnswer, WriterRequest } from './sqlite-worker.ts'

export interface Writer {
  /** Resolves when the request is done; requests are done in order. */
  ask(request: WriterRequest): Promise<void>
  close(): Promise<void>
}

export function startWriter(file: string): Writer {
  // The program also runs from emitted JavaScript, where the thread's file ends in .js as this one does.
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'))
  const worker = new Worker(new URL(`./sqlite-worker${extension}`, import.meta.url), { workerData: { file } })
  const waiting: { resolve: () => void; reject: (fault: unknown) => void }[] = []
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
  // An idle store keeps no process alive; a write in flight does.
  worker.unref()

  const ask = (request: WriterRequest): Promise<void> =>
    new Promise((resolve, reject) => {
      if (stopped !== undefined) return reject(stopped)
      waiting.push({ resolve, reject })
      worker.ref()
      worker.postMessage(request, [])
    })

  return {
    ask,
    close: async () => {
      if (stopped === undefined) await ask({ act: 'close' })
      await worker.terminate()
    },
  }
}
