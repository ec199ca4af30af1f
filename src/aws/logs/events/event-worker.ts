/** The thread that holds the file of events, so that no call waits on the main thread for a disk. */
import { parentPort, workerData } from 'node:worker_threads'
import { type EventFile, openEventFile } from './event-file.ts'

export type Act = Exclude<keyof EventFile, 'close'>

export interface EventRequest {
  readonly act: Act | 'close'
  readonly facts: readonly unknown[]
}

/** In the order of the requests. */
export type EventAnswer =
  | { readonly done: true; readonly result: unknown }
  | { readonly done: false; readonly fault: unknown }

const { path } = workerData as { readonly path: string }
const port = parentPort!
let file: EventFile | undefined

port.on('message', ({ act, facts }: EventRequest) => {
  try {
    port.postMessage({ done: true, result: perform(act, facts) } satisfies EventAnswer)
  } catch (fault) {
    port.postMessage({ done: false, fault } satisfies EventAnswer)
  }
  if (act === 'close') port.close()
})

function perform(act: EventRequest['act'], facts: readonly unknown[]): unknown {
  if (act === 'close') return file?.close()
  file ??= openEventFile(path)
  const method = file[act] as (...given: readonly unknown[]) => unknown
  return method(...facts)
}
