import assert from 'node:assert/strict'
import { Agent, createServer as createHttp, get as httpGet, request, type IncomingMessage } from 'node:http'
import { createServer as createHttps, get as httpsGet } from 'node:https'
import { connect } from 'node:net'
import { test, type TestContext } from 'node:test'
import { readBody, type Handler } from '../../kit/index.ts'
import { adapt } from './adapt.ts'
import { openPort } from './open-port.ts'
import { createSharedPort } from './shared-port.ts'
import { selfSigned } from './self-signed.test-support.ts'

const echo: Handler = async (request) => ({
  status: 200,
  headers: { 'x-tls': request.peer.tls?.version ?? 'none' },
  body: await readBody(request.body, 1 << 20),
})

async function open(
  t: TestContext,
  handler: Handler,
  limits?: { firstByteTimeout: number; waiting: number },
) {
  const faults: unknown[] = []
  const listener = adapt(handler, (fault) => faults.push(fault))
  const plain = createHttp(listener)
  const secure = createHttps(await selfSigned(), listener)
  const port = await openPort(createSharedPort(plain, secure, limits), { host: '127.0.0.1', port: 0 }, [
    plain,
    secure,
  ])
  t.after(() => port.close(0))
  return { port, faults }
}

const read = async (response: AsyncIterable<Buffer>): Promise<string> =>
  Buffer.from(await readBody(response, 1 << 20)).toString()

test('plain and TLS requests are served on one port', async (t) => {
  const { port } = await open(t, echo)
  for (const [get, scheme, version] of [
    [httpGet, 'http', 'none'],
    [httpsGet, 'https', 'TLSv1.3'],
  ] as const) {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(`${scheme}://127.0.0.1:${port.port}/`, { rejectUnauthorized: false }, resolve).on('error', reject)
    })
    assert.equal(response.headers['x-tls'], version)
    await read(response)
  }
})

test('bytes of a header arrive as they are, whatever the body is made of', async (t) => {
  const header = Buffer.from('日本é', 'utf8').toString('latin1')
  const bodies = ['plain', 'é', Buffer.from('é'), undefined]
  for (const body of bodies) {
    const { port } = await open(t, () => Promise.resolve({ status: 200, headers: { 'x-odd': header }, body }))
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      httpGet(`http://127.0.0.1:${port.port}/`, resolve).on('error', reject)
    })
    assert.equal(response.headers['x-odd'], header)
    assert.equal(await read(response), body?.toString() ?? '')
  }
})

test('a body of many chunks arrives whole', async (t) => {
  const { port } = await open(t, echo)
  const body = 'abc'.repeat(100_000)
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request({ port: port.port, host: '127.0.0.1', method: 'POST' }, resolve).on('error', reject)
    for (let at = 0; at < body.length; at += 10_000) sent.write(body.slice(at, at + 10_000))
    sent.end()
  })
  assert.equal(await read(response), body)
})

test('a connection that sends nothing is closed when its time is over', async (t) => {
  const { port } = await open(t, echo, { firstByteTimeout: 30, waiting: 10 })
  const socket = connect(port.port, '127.0.0.1')
  await new Promise((resolve) => socket.once('close', resolve).resume())
})

test('of more silent connections than the limit the oldest is turned away, and speaking ones are served', async (t) => {
  const { port } = await open(t, echo, { firstByteTimeout: 5000, waiting: 2 })
  const silent = [1, 2].map(() => connect(port.port, '127.0.0.1'))
  await Promise.all(silent.map((socket) => new Promise((resolve) => socket.once('connect', resolve))))
  const closed = new Promise((resolve) =>
    silent[0]!
      .once('close', resolve)
      .once('error', () => undefined)
      .resume(),
  )
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    httpGet(`http://127.0.0.1:${port.port}/`, resolve).on('error', reject)
  })
  assert.equal(response.statusCode, 200)
  response.resume()
  await closed
  silent[1]!.destroy()
})

test('a handler that throws answers 500 with nothing inside and is reported', async (t) => {
  const { port, faults } = await open(t, () => Promise.reject(new Error('secret detail')))
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    httpGet(`http://127.0.0.1:${port.port}/`, resolve).on('error', reject)
  })
  assert.equal(response.statusCode, 500)
  assert.equal(await read(response), '')
  assert.equal(faults.length, 1)
})

test('a handler that stops in the middle of a body still answers, and the connection serves the next request', async (t) => {
  const { port } = await open(t, async (request) => {
    for await (const _chunk of request.body) break
    return { status: 400, headers: {}, body: 'enough' }
  })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.after(() => agent.destroy())
  for (let round = 0; round < 2; round++) {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request({ port: port.port, host: '127.0.0.1', method: 'POST', agent }, resolve).on(
        'error',
        reject,
      )
      sent.end(Buffer.alloc(300_000))
    })
    assert.equal(await read(response), 'enough')
  }
})

test('closing lets a request in flight finish', async (t) => {
  let release = (): void => undefined
  const gate = new Promise<void>((resolve) => (release = resolve))
  const { port } = await open(t, async () => {
    await gate
    return { status: 200, headers: {}, body: 'done' }
  })
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    httpGet(`http://127.0.0.1:${port.port}/`, resolve).on('error', reject)
  })
  await new Promise((resolve) => setTimeout(resolve, 30))
  const closed = port.close(5000)
  release()
  assert.equal(await read(await answered), 'done')
  await closed
})

test('a taken port is said in words', async (t) => {
  const { port } = await open(t, echo)
  const second = openPort(
    createSharedPort(createHttp(), createHttps()),
    { host: '127.0.0.1', port: port.port },
    [],
  )
  await assert.rejects(second, /port 127\.0\.0\.1:\d+ is taken by another program/)
})
