/** What good clients ask of a listener, over a connection that they keep and over new ones in turn. */
import assert from 'node:assert/strict'
import { Agent, request, type IncomingMessage } from 'node:http'
import { Agent as TlsAgent, request as requestTls } from 'node:https'
import { connect } from 'node:net'

export type Ask = () => Promise<void>

export interface Question {
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** Of the answer. */
  readonly status: number
}

/** Longer than any answer takes on a machine that is busy with other tests, in milliseconds. */
const patience = 20_000

export function askHttp(url: string, question: Question): Ask {
  const kept = url.startsWith('https:') ? new TlsAgent({ keepAlive: true }) : new Agent({ keepAlive: true })
  let asked = 0
  const ask: Ask = async () => {
    const outcome = await once(url, question, asked++ % 2 === 0 ? kept : undefined)
    // A connection that is kept may end as it is used again: every client then asks once more.
    if (outcome === 'not heard') return ask()
    assert.equal(outcome, question.status)
  }
  return ask
}

function once(
  url: string,
  { path, headers }: Question,
  agent: Agent | TlsAgent | undefined,
): Promise<number | undefined | 'not heard'> {
  return new Promise((resolve, reject) => {
    const { hostname: host, port, protocol } = new URL(url)
    const options = { host, port, path, headers, timeout: patience, agent: agent ?? false }
    const hear = (response: IncomingMessage): void =>
      void response.resume().once('end', () => resolve(response.statusCode))
    const sent =
      protocol === 'https:'
        ? requestTls({ ...options, rejectUnauthorized: false, servername: 'localhost' }, hear)
        : request(options, hear)
    sent.once('timeout', () => sent.destroy(new Error(`it was not answered within ${patience} ms`)))
    sent.once('error', (error) => (sent.reusedSocket ? resolve('not heard') : reject(error)))
    sent.end()
  })
}

/** What is sent into a tunnel comes back. */
export const askTunnel =
  (url: string): Ask =>
  async () => {
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname)
    socket.write('CONNECT echo.example:443 HTTP/1.1\r\nhost: echo.example:443\r\n\r\n')
    let text = ''
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk
      if (text.endsWith('\r\n\r\n')) socket.write('hello')
      if (text.endsWith('hello')) socket.end()
    })
    socket.setTimeout(patience, () => socket.destroy(new Error('the tunnel stands still')))
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject).once('close', () => resolve())
    })
    assert.match(text, /^HTTP\/1\.1 200 [^]*hello$/)
  }
