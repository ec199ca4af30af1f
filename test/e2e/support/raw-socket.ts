/** A TCP connection on which a test says whatever it likes. */
import { connect, type Socket } from 'node:net'

export interface Talk {
  readonly socket: Socket
  /** The statuses of what was answered so far. */
  statuses(): readonly number[]
  /** Waits until so many answers came or the other side closed, for at most so many milliseconds. */
  settled(answers: number, milliseconds: number): Promise<{ readonly closed: boolean }>
}

export async function talk(endpoint: string): Promise<Talk> {
  const { hostname, port } = new URL(endpoint)
  const socket = connect(Number(port), hostname)
  let text = ''
  let closed = false
  let look = (): void => undefined
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => ((text += chunk), look()))
  socket.on('error', () => undefined)
  socket.once('close', () => ((closed = true), look()))
  await new Promise<void>((resolve) => socket.once('connect', resolve).once('close', resolve))
  const statuses = (): readonly number[] =>
    [...text.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status))
  return {
    socket,
    statuses,
    settled: (answers, milliseconds) =>
      new Promise((resolve) => {
        const settle = (): void => {
          clearTimeout(timer)
          resolve({ closed })
        }
        const timer = setTimeout(settle, milliseconds)
        look = () => {
          if (closed || statuses().length >= answers) settle()
        }
        look()
      }),
  }
}

/** Says something, hears so many answers or the end of the connection, and hangs up. */
export async function say(
  endpoint: string,
  words: string | Buffer,
  { answers = 1, hangUp = false, wait = 10_000 } = {},
): Promise<{ readonly statuses: readonly number[]; readonly closed: boolean }> {
  const open = await talk(endpoint)
  open.socket.write(words)
  if (hangUp) open.socket.end()
  const { closed } = await open.settled(answers, wait)
  open.socket.destroy()
  return { statuses: open.statuses(), closed }
}
