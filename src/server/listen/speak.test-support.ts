/** Says words to a port over TCP or TLS, and hears what comes of them. */
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'

export interface Heard {
  /** The statuses of what was answered. */
  readonly statuses: readonly number[]
  /** The other side hung up. */
  readonly closed: boolean
}

/** Waits for the end of the connection, for at most so many milliseconds. */
export function speak(url: string, words: string, patience = 10_000): Promise<Heard> {
  const { hostname: host, port, protocol } = new URL(url)
  const address = { host, port: Number(port) }
  const socket =
    protocol === 'https:'
      ? connectTls({ ...address, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] })
      : connect(address)
  let text = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk))
  socket.on('error', () => undefined)
  socket.write(Buffer.from(words, 'latin1'))
  return new Promise((resolve) => {
    const settle = (closed: boolean): void => {
      clearTimeout(timer)
      socket.destroy()
      const statuses = [...text.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status))
      resolve({ statuses, closed })
    }
    const timer = setTimeout(() => settle(false), patience)
    socket.once('close', () => settle(true))
  })
}
