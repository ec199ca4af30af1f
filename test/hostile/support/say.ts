/** Says words to a listener, over TLS where it speaks it, and hears what comes of them. */
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Listener } from './open-listeners.ts'

export interface Heard {
  /** The statuses of what was answered. */
  readonly statuses: readonly number[]
  /** The other side hung up. */
  readonly closed: boolean
}

export interface Manner {
  /** To its TCP port, whatever it speaks there. */
  readonly beneath?: boolean
  readonly protocol?: 'http/1.1' | 'h2'
}

export async function talkTo(
  { url }: Pick<Listener, 'url'>,
  { beneath = false, protocol = 'http/1.1' }: Manner = {},
): Promise<Socket> {
  const { hostname: host, port } = new URL(url)
  const address = { host, port: Number(port) }
  const isTls = url.startsWith('https:') && !beneath
  const socket = isTls
    ? connectTls({ ...address, rejectUnauthorized: false, ALPNProtocols: [protocol] })
    : connect(address)
  socket.on('error', () => undefined)
  await new Promise((resolve) =>
    socket.once(isTls ? 'secureConnect' : 'connect', resolve).once('close', resolve),
  )
  return socket
}

export interface Speech {
  readonly words: string | Buffer
  /** How many answers are waited for, one where nothing is said; the end of the connection where there are fewer. */
  readonly answers?: number
  /** Our side ends after the words; 'reset' breaks off. */
  readonly end?: 'half' | 'reset'
  readonly beneath?: boolean
}

/** For at most so many milliseconds. */
const patience = 10_000

export async function sayTo(listener: Listener, speech: Speech): Promise<Heard> {
  const { words, answers = 1, end, beneath } = speech
  const socket = await talkTo(listener, { beneath })
  let text = ''
  const statuses = (): readonly number[] =>
    [...text.matchAll(/HTTP\/1\.1 (\d{3}) [A-Z]/g)]
      .map(([, status]) => Number(status))
      .filter((each) => each >= 200)
  const settled = new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), patience)
    const settle = (closed: boolean): void => {
      clearTimeout(timer)
      resolve(closed)
    }
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk
      if (statuses().length >= answers) settle(false)
    })
    socket.once('close', () => settle(true))
    if (socket.destroyed) settle(true)
  })
  socket.write(words)
  if (end === 'half') socket.end()
  if (end === 'reset') {
    await new Promise((resolve) => setImmediate(resolve))
    socket.destroy()
  }
  const closed = await settled
  socket.destroy()
  return { statuses: statuses(), closed }
}
