/** Child processes of the benchmarks: started, waited for and stopped. */
import { spawn, type ChildProcess } from 'node:child_process'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Child {
  readonly pid: number
  stop(): Promise<void>
}

/** What it prints is read here, or goes to the file whose descriptor is given. */
export function startChild(
  command: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
  quiet: boolean | number = false,
): Child & { readonly process: ChildProcess } {
  const child = spawn(command[0]!, command.slice(1), {
    env: environment,
    stdio:
      typeof quiet === 'number' ? ['ignore', quiet, quiet] : ['ignore', 'pipe', quiet ? 'ignore' : 'inherit'],
  })
  return { pid: child.pid!, process: child, stop: () => stop(child) }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const cut = setTimeout(() => child.kill('SIGKILL'), 5000)
  await exited
  clearTimeout(cut)
}

/** The first line that a child prints. */
export function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout!.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')))
    })
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it said anything`)))
  })
}

/** Waits until something listens on a loopback port. */
export async function waitForPort(port: number, seconds = 30): Promise<void> {
  for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await sleep(20)) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false))
      socket.once('close', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
    if (open) return
  }
  throw new Error(`nothing listens on port ${port} after ${seconds} s`)
}
