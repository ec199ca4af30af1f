/** Sockets of a pod's network in our own process: those that listen there, and those that lead to a port there. */
import { spawn, type ChildProcess } from 'node:child_process'
import { Server, Socket } from 'node:net'
import { insideProgram } from './inside-program.ts'

export interface Place {
  readonly host: string
  readonly port: number
}

export interface Inside {
  listen(place: Place, onConnection: (socket: Socket) => void): Promise<void>
  dial(place: Place, timeout: number): Promise<Socket>
  close(): void
}

interface Answer {
  readonly id: number
  readonly error?: string
}

/** `enter` brings a program into the pod's namespaces. It runs while it is needed; sockets outlive it. */
export function openInside(enter: readonly string[]): Inside {
  const servers: Server[] = []
  const waiting = new Map<number, (answer: Answer, handle: unknown) => void>()
  let helper: Promise<ChildProcess> | undefined
  let next = 1
  let idle: NodeJS.Timeout | undefined

  const start = (): Promise<ChildProcess> =>
    new Promise((resolve, reject) => {
      const [program, ...words] = [...enter, process.execPath, '--eval', insideProgram]
      const child = spawn(program, words, {
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        detached: true,
        env: {},
      })
      child.once('error', reject)
      child.once('exit', () => {
        helper = undefined
        reject(new Error('the pod’s network is gone'))
        for (const [id, tell] of waiting) tell({ id, error: 'the pod’s network is gone' }, undefined)
        waiting.clear()
      })
      child.on('message', (answer: Answer, handle) => {
        if (answer.id === 0) return resolve(child)
        waiting.get(answer.id)?.(answer, handle)
        waiting.delete(answer.id)
      })
    })

  const ask = async (wish: object): Promise<unknown> => {
    clearTimeout(idle)
    helper ??= start()
    const child = await helper
    const id = next++
    return new Promise((resolve, reject) => {
      waiting.set(id, ({ error }, handle) => {
        if (waiting.size <= 1)
          idle = setTimeout(() => child.connected && child.disconnect(), idleLife).unref()
        if (error === undefined) resolve(handle)
        else reject(new Error(error))
      })
      child.send({ id, ...wish })
    })
  }

  return {
    listen: async (place, onConnection) => {
      const handle = await ask({ listen: place })
      if (!(handle instanceof Server)) throw new Error('no socket came out of the pod’s network')
      servers.push(handle)
      handle.on('connection', onConnection)
    },
    dial: async (place, timeout) => {
      const handle = await ask({ dial: { ...place, timeout } })
      if (!(handle instanceof Socket)) throw new Error('no socket came out of the pod’s network')
      return handle
    },
    close: () => {
      clearTimeout(idle)
      for (const server of servers) server.close()
      void helper?.then((child) => child.connected && child.disconnect()).catch(() => undefined)
    },
  }
}

/** Milliseconds; probes come every ten seconds as a rule. */
const idleLife = 15_000
