import assert from 'node:assert/strict'
import { createServer as createHttp } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { connect, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { connect as connectTls } from 'node:tls'
import type { Handler } from '../../kit/index.ts'
import { adapt } from './adapt.ts'
import { openPort, type OpenPort } from './open-port.ts'
import { selfSigned } from './self-signed.test-support.ts'
import { createSharedPort } from './shared-port.ts'

const host = '127.0.0.1'
const onFault = (fault: unknown): void => assert.fail(String(fault))
const pair = selfSigned()
const asked = 'GET / HTTP/1.1\r\nhost: x\r\n\r\n'

interface Open {
  readonly port: OpenPort
  readonly speak: () => Promise<Talk>
}

interface Talk {
  readonly socket: Socket
  /** All that was answered, once so many answers are there or the connection has ended. */
  readonly heard: (answers: number) => Promise<string>
}

/** The ports of ours over plain TCP and over TLS, and one that serves both. */
const kinds: Readonly<
  Record<string, (handler: Handler, most?: number) => Promise<Omit<Open, 'speak'> & { secure: boolean }>>
> = {
  'plain HTTP': async (handler, most) => {
    const server = createHttp(adapt(handler, onFault))
    return { port: await openPort(server, { host, port: 0 }, [server], most), secure: false }
  },
  HTTPS: async (handler, most) => {
    const server = createHttps(await pair, adapt(handler, onFault))
    return { port: await openPort(server, { host, port: 0 }, [server], most), secure: true }
  },
  'both on one port': async (handler, most) => {
    const answer = adapt(handler, onFault)
    const both = [createHttp(answer), createHttps(await pair, answer)] as const
    return { port: await openPort(createSharedPort(...both), { host, port: 0 }, both, most), secure: true }
  },
}

async function open(t: TestContext, kind: string, handler: Handler, most?: number): Promise<Open> {
  const { port, secure } = await kinds[kind]!(handler, most)
  t.after(() => port.close(0))
  return { port, speak: () => talk(t, port.port, secure) }
}

async function talk(t: TestContext, port: number, secure: boolean): Promise<Talk> {
  const socket = secure ? connectTls({ host, port, rejectUnauthorized: false }) : connect(port, host)
  t.after(() => socket.destroy())
  let text = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk))
  socket.on('error', () => undefined)
  await new Promise((resolve) =>
    socket.once(secure ? 'secureConnect' : 'connect', resolve).once('close', resolve),
  )
  const heard = async (answers: number): Promise<string> => {
    while (!socket.closed && text.split('HTTP/1.1 200').length <= answers)
      await new Promise((resolve) => setTimeout(resolve, 2))
    return text
  }
  return { socket, heard }
}

const fine: Handler = () => Promise.resolve({ status: 200, headers: {}, body: 'fine' })

for (const kind of Object.keys(kinds)) {
  test(`${kind}: a request that arrives with the close is answered, though nobody has read it yet`, async (t) => {
    const { port, speak } = await open(t, kind, fine)
    const { socket, heard } = await speak()
    socket.write(asked)
    assert.match(await heard(1), /connection: keep-alive/i)
    // It lies in the server's buffer before this turn of the event loop is over.
    socket.write(asked)
    await port.close(5000)
    assert.match(await heard(2), /fine[^]*HTTP\/1\.1 200 [^]*connection: close[^]*fine$/i)
  })

  test(`${kind}: who is answered while it closes is told to come over another connection`, async (t) => {
    const gate = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const { port, speak } = await open(t, kind, async (request) => {
      begun.resolve()
      await gate.promise
      return fine(request)
    })
    const { socket, heard } = await speak()
    socket.write(asked)
    await begun.promise
    const closed = port.close(5000)
    gate.resolve()
    assert.match(await heard(1), /connection: close[^]*fine$/i)
    await closed
  })

  test(`${kind}: of those who say nothing the oldest makes room, and of those who speak the newest is refused`, async (t) => {
    const { port, speak } = await open(t, kind, fine, 3)
    const silent = [connect(port.port, host), connect(port.port, host)]
    for (const socket of silent) socket.on('error', () => undefined).resume()
    await Promise.all(silent.map((socket) => new Promise((resolve) => socket.once('connect', resolve))))
    const gone = silent.map((socket) => new Promise((resolve) => socket.once('close', resolve)))
    const speaking = [await speak(), await speak(), await speak()]
    for (const { socket } of speaking) socket.write(asked)
    assert.equal(speaking.length, (await Promise.all(speaking.map(({ heard }) => heard(1)))).length)
    await Promise.all(gone)
    const late = await speak()
    late.socket.write(asked)
    assert.equal(await late.heard(1), '')
    for (const { socket, heard } of speaking) {
      socket.write(asked)
      assert.match(await heard(2), /fine[^]*fine$/)
    }
  })
}
