/** Good clients, one of each listener, that ask on and on while hostile ones are at work. */
import type { Listener } from './open-listeners.ts'

export interface GoodClients {
  /** What went wrong, and how often each was answered. */
  stop(): Promise<{ readonly failures: readonly string[]; readonly answered: readonly number[] }>
}

/** Milliseconds between two questions of one client. */
const pause = 200

export function startGoodClients(listeners: readonly Listener[]): GoodClients {
  const failures: string[] = []
  const ending = new AbortController()
  const askOn = async ({ name, ask }: Listener): Promise<number> => {
    let answered = 0
    while (!ending.signal.aborted) {
      await ask().then(
        () => answered++,
        (error: unknown) => failures.push(`${name}: ${String(error)}`),
      )
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
    return answered
  }
  const asking = Promise.all(listeners.map(askOn))
  return {
    stop: async () => {
      ending.abort()
      return { answered: await asking, failures }
    },
  }
}
