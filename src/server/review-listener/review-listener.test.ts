import assert from 'node:assert/strict'
import { request as httpsRequest, Agent } from 'node:https'
import { connect as connectHttp2 } from 'node:http2'
import { connect as connectTcp } from 'node:net'
import { test, type TestContext } from 'node:test'
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { BodyTooLarge, readBody, type Handler } from '../../kit/index.ts'
import { selfSigned } from '../listen/self-signed.test-support.ts'
import { openReviewListener, type ReviewLimits, type ReviewListener } from './open-review-listener.ts'

const pair = selfSigned()

async function open(
  context: TestContext,
  handler: Handler,
  limits: Partial<ReviewLimits> = {},
): Promise<ReviewListener & { faults: unknown[] }> {
  const faults: unknown[] = []
  const listener = await openReviewListener({
    handler,
    address: { host: '127.0.0.1', port: 0 },
    onFault: (fault) => faults.push(fault),
    limits,
  })
  listener.useCertificate(await pair)
  context.after(() => listener.close(0))
  return { ...listener, faults }
}

const echo: Handler = async ({ body, method, headers }) => ({
  status: 200,
  headers: { 'content-type': 'text/plain', 'x-method': method, 'x-type': headers['content-type']?.[0] ?? '' },
  body: await readBody(body, 1024 * 1024),
})

interface Answer {
  readonly status: number
  readonly text: string
  readonly connection?: string
}

function post(port: number, body: string, agent?: Agent, path = '/mutate'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = httpsRequest(
      { host: '127.0.0.1', port, path, method: 'POST', agent, rejectUnauthorized: false },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            text: Buffer.concat(chunks).toString(),
            connection: response.headers.connection,
          }),
        )
      },
    )
    call.on('error', reject)
    call.end(body)
  })
}

function openSession(context: TestContext, port: number) {
  const session = connectHttp2(`https://127.0.0.1:${port}`, { rejectUnauthorized: false })
  session.on('error', () => undefined)
  context.after(() => session.destroy())
  return session
}

function postOver(session: ReturnType<typeof connectHttp2>, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ':method': 'POST', ':path': '/mutate', 'content-type': 'a/b' })
    let [status, text] = [0, '']
    stream.on('response', (headers) => (status = Number(headers[':status'])))
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    stream.on('end', () => resolve({ status, text }))
    stream.on('error', reject)
    stream.end(body)
  })
}

const tls = (context: TestContext, port: number): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    const socket = connectTls({
      host: '127.0.0.1',
      port,
      rejectUnauthorized: false,
      ALPNProtocols: ['http/1.1'],
    })
    socket.once('secureConnect', () => resolve(socket))
    socket.on('error', reject)
    context.after(() => socket.destroy())
  })

const closed = (socket: { once: (event: 'close', listener: () => void) => unknown }): Promise<void> =>
  new Promise((resolve) => socket.once('close', resolve))

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

test('both versions of HTTP are served on one port, whichever the client chooses', async (t) => {
  const { port, faults } = await open(t, echo)
  assert.equal((await post(port, 'one')).text, 'one')
  const session = openSession(t, port)
  const bodies = Array.from({ length: 50 }, (_, index) => `${index}`.repeat(5000))
  const answers = await Promise.all(bodies.map((body) => postOver(session, body)))
  assert.deepEqual(
    answers.map(({ text }) => text),
    bodies,
  )
  assert.deepEqual(faults, [])
})

/** Until it does, each review is answered. */
async function refusesNew(port: number): Promise<void> {
  for (let refused = ''; refused === '';)
    refused = await post(port, 'x').then(
      ({ status }) => (status === 200 ? '' : `${status}`),
      (error: NodeJS.ErrnoException) => (error.code === 'ECONNREFUSED' ? 'yes' : assert.fail(error)),
    )
}

test('a drained listener asks HTTP/1.1 clients to connect anew, and HTTP/2 ones too, with nothing lost', async (t) => {
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => (release = resolve))
  const slow: Handler = async (request) => {
    const body = await readBody(request.body, 100)
    if (Buffer.from(body).toString() === 'slow') await held
    return { status: 200, headers: {}, body }
  }
  const listener = await open(t, slow)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.after(() => agent.destroy())
  assert.equal((await post(listener.port, 'a', agent)).connection, 'keep-alive')
  const session = openSession(t, listener.port)
  const inFlight = [postOver(session, 'slow'), post(listener.port, 'slow')]
  while (listener.inFlight() < 2) await pause(5)
  listener.drain()
  assert.equal((await post(listener.port, 'b', agent)).connection, 'close')
  assert.equal((await postOver(openSession(t, listener.port), 'c')).text, 'c')
  const closing = listener.close(5000)
  await refusesNew(listener.port)
  release()
  assert.deepEqual(
    (await Promise.all(inFlight)).map(({ text }) => text),
    ['slow', 'slow'],
  )
  await closing
})

/** The whole answer on a connection of one's own, which the server closes. */
const answerOn = (socket: TLSSocket): Promise<string> =>
  new Promise((resolve) => {
    let text = ''
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    socket.once('close', () => resolve(text))
  })

const rawReview = 'POST /mutate HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\nhi'

test('a review that arrives with the close is answered, though nobody has read it yet', async (t) => {
  const listener = await open(t, echo)
  const socket = await tls(t, listener.port)
  socket.write(rawReview)
  await new Promise((resolve) => socket.once('data', resolve))
  const answered = answerOn(socket)
  // It lies in the server's buffer before this turn of the event loop is over.
  socket.write(rawReview)
  await listener.close(5000)
  assert.match(await answered, /^HTTP\/1\.1 200 [^]*connection: close\r\n[^]*\r\n\r\nhi$/i)
})

test('while it lingers a closed listener hears who has just connected, and who was idle', async (t) => {
  const listener = await open(t, echo)
  const fresh = await tls(t, listener.port)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.after(() => agent.destroy())
  await post(listener.port, 'a', agent)
  const closing = listener.close(20_000, 10_000)
  await refusesNew(listener.port)
  await pause(150)
  assert.deepEqual(await post(listener.port, 'c', agent), { status: 200, text: 'c', connection: 'close' })
  const answered = answerOn(fresh)
  fresh.write(rawReview)
  assert.match(await answered, / 200 [^]*\r\n\r\nhi$/)
  // With its last connection it is closed, however long it would have lingered.
  await closing
})

test('a stream that crosses the GOAWAY is refused as one that can be sent again, and no connection is reset', async (t) => {
  const listener = await open(t, echo)
  const session = openSession(t, listener.port)
  const faults: Error[] = []
  session.on('error', (error) => faults.push(error))
  assert.equal((await postOver(session, 'a')).text, 'a')
  listener.drain()
  const crossing = await postOver(session, 'b').then(
    () => 'answered',
    (error: Error) => error.message,
  )
  assert.match(crossing, /NGHTTP2_REFUSED_STREAM/)
  assert.deepEqual(faults, [])
  await listener.close(5000)
})

const frame = (type: number, flags: number, stream: number, payload: Uint8Array): Buffer => {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head.writeUInt8(type, 3)
  head.writeUInt8(flags, 4)
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}

/** Types and flags of the frames of stream 1, until one ends it or resets it and a while after. */
async function framesOfOneReview(port: number): Promise<readonly (readonly [number, number])[]> {
  const socket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false, ALPNProtocols: ['h2'] })
  const text = (value: string): Buffer => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)])
  // Of the static table (RFC 7541 appendix A): :method POST, :scheme https, names of :path and :authority.
  const headers = [Buffer.from([0x83, 0x87, 0x04]), text('/mutate'), Buffer.from([0x01]), text('x')]
  socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
  socket.write(frame(4, 0, 0, Buffer.alloc(0)))
  socket.write(frame(1, 4, 1, Buffer.concat(headers)))
  socket.write(frame(0, 1, 1, Buffer.from('hi')))
  let read = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => (read = Buffer.concat([read, chunk])))
  const found = (): [number, number][] => {
    const frames: [number, number][] = []
    for (let at = 0; at + 9 <= read.length; at += 9 + read.readUIntBE(at, 3))
      if (read.readUInt32BE(at + 5) === 1) frames.push([read.readUInt8(at + 3), read.readUInt8(at + 4)])
    return frames
  }
  while (!found().some(([type, flags]) => type === 3 || (type === 0 && (flags & 1) === 1))) await pause(5)
  await pause(50)
  socket.destroy()
  return found()
}

test('over HTTP/2 an answer ends its stream and does not reset it', async (t) => {
  // Go's client takes a reset after a whole answer, harmless as it is by RFC 9113 section 8.1, for one that was cut off.
  const { port } = await open(t, echo)
  const frames = await framesOfOneReview(port)
  assert.deepEqual(
    frames.map(([type]) => type).filter((type) => type === 3),
    [],
  )
  assert.deepEqual(frames[0], [1, 4])
})

test('over HTTP/2 a body that nobody reads is let go after its answer', async (t) => {
  const { port } = await open(t, () => Promise.resolve({ status: 413, headers: {} }), { exchange: 20_000 })
  const stream = openSession(t, port).request({ ':method': 'POST', ':path': '/mutate' })
  stream.on('error', () => undefined).write('part')
  const status = await new Promise((resolve) =>
    stream.once('response', (headers) => resolve(headers[':status'])),
  )
  assert.equal(status, 413)
  await closed(stream.resume())
})

test('what does not end within the grace is cut', async (t) => {
  const listener = await open(t, () => new Promise(() => undefined))
  const outcomes = Promise.allSettled([
    post(listener.port, 'a'),
    postOver(openSession(t, listener.port), 'b'),
  ])
  while (listener.inFlight() < 2) await pause(5)
  const started = Date.now()
  await listener.close(100)
  assert.ok(Date.now() - started < 1500)
  assert.equal((await outcomes)[0]?.status, 'rejected')
})

test('slow clients are cut off: without a handshake, within headers, within a body, over HTTP/2 too', async (t) => {
  const { port } = await open(t, echo, { handshake: 300, request: 400, exchange: 400 })
  const silent = connectTcp(port, '127.0.0.1')
  silent.on('error', () => undefined)
  const [headers, body] = [await tls(t, port), await tls(t, port)]
  headers.write('POST /mutate HTTP/1.1\r\nhost: x\r\n')
  body.write('POST /mutate HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\npart')
  for (const socket of [headers, body]) socket.resume().on('error', () => undefined)
  const stream = openSession(t, port).request({ ':method': 'POST', ':path': '/mutate' })
  stream.on('error', () => undefined)
  stream.write('part')
  const all = Promise.all([closed(silent), closed(headers), closed(body), closed(stream)])
  // Meanwhile everybody else is served.
  for (let index = 0; index < 10; index++) assert.equal((await post(port, `${index}`)).status, 200)
  await Promise.race([all, pause(4000).then(() => assert.fail('a slow client was kept'))])
})

test('beyond the limits reviews are asked to come again, and probes are answered all the same', async (t) => {
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => (release = resolve))
  const handler: Handler = async ({ target, body }) => {
    await readBody(body, 1000)
    if (target === '/mutate') await held
    return { status: 200, headers: {} }
  }
  const listener = await open(t, handler, { reviews: 5, bytes: 100 })
  const first = Array.from({ length: 5 }, () => post(listener.port, 'x'))
  while (listener.inFlight() < 5) await pause(5)
  assert.equal((await post(listener.port, 'x')).status, 429)
  assert.equal((await post(listener.port, '', undefined, '/readyz')).status, 200)
  release()
  assert.deepEqual(
    (await Promise.all(first)).map(({ status }) => status),
    [200, 200, 200, 200, 200],
  )
  assert.equal((await post(listener.port, 'y'.repeat(200))).status, 429)
  assert.equal((await post(listener.port, 'x')).status, 200)
  assert.equal(listener.inFlight(), 0)
})

test('an address that holds all connections gives one up for another', async (t) => {
  const { port } = await open(t, echo, { connections: 3 })
  const those = [await tls(t, port), await tls(t, port), await tls(t, port)]
  for (const socket of those) socket.resume().on('error', () => undefined)
  await assert.rejects(tls(t, port))
  const gone = closed(those[0]!)
  const from: ConnectionOptions & { localAddress: string } = {
    host: '127.0.0.1',
    port,
    localAddress: '127.0.0.2',
    rejectUnauthorized: false,
  }
  const other = connectTls(from)
  t.after(() => other.destroy())
  await new Promise((resolve) => other.once('secureConnect', resolve))
  await gone
})

test('a certificate that is replaced is served from the next handshake on, whatever name is asked for', async (t) => {
  const listener = await open(t, echo)
  const first = (await tls(t, listener.port)).getPeerX509Certificate()?.fingerprint
  listener.useCertificate(await selfSigned())
  const second = (await tls(t, listener.port)).getPeerX509Certificate()?.fingerprint
  const named = connectTls({
    host: '127.0.0.1',
    port: listener.port,
    servername: 'a.b.svc',
    rejectUnauthorized: false,
  })
  t.after(() => named.destroy())
  await new Promise((resolve) => named.once('secureConnect', resolve))
  assert.notEqual(first, second)
  assert.equal(named.getPeerX509Certificate()?.fingerprint, second)
})

test('what is no TLS, half a TLS or a broken stream does not stop the listener', async (t) => {
  const { port, faults } = await open(t, echo)
  for (const bytes of ['GET / HTTP/1.1\r\n\r\n', '\x16\x03\x01\x00\x05hello', '\0'.repeat(100)]) {
    const socket = connectTcp(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(bytes, 'latin1')
    socket.resume()
    await closed(socket)
  }
  const session = openSession(t, port)
  for (let index = 0; index < 50; index++) {
    const stream = session.request({ ':method': 'POST', ':path': '/mutate' })
    stream.on('error', () => undefined)
    stream.write('x')
    stream.close(8)
  }
  const gone = await tls(t, port)
  gone.write('POST /mutate HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nx')
  gone.destroy()
  await pause(50)
  assert.equal((await post(port, 'still here')).text, 'still here')
  assert.deepEqual(faults, [])
})

test('of a body without end the handler gets the beginning, and a client that goes away within one leaves no place taken', async (t) => {
  const handler: Handler = async ({ body }) => {
    const length = await readBody(body, 100).then(
      (bytes) => bytes.length,
      (error: unknown) => `${error instanceof BodyTooLarge}`,
    )
    return { status: 200, headers: {}, body: `${length}` }
  }
  const listener = await open(t, handler, { body: 1000 })
  assert.equal((await post(listener.port, 'x'.repeat(100))).text, '100')
  assert.equal((await post(listener.port, '')).text, '0')
  assert.equal((await post(listener.port, 'x'.repeat(50_000))).text, 'true')
  const gone = await tls(t, listener.port)
  gone.write('POST /mutate HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nx')
  while (listener.inFlight() < 1) await pause(5)
  gone.destroy()
  while (listener.inFlight() > 0) await pause(5)
  assert.deepEqual(listener.faults, [])
})
